namespace Gateway.SecLang.LibInjection.Sql;

/// <summary>What a token is. The order is that of <see cref="SqlKinds.Letters"/>; a value is a bit number in the sets and five bits of a packed fingerprint.</summary>
internal enum SqlKind : byte
{
    None,
    Keyword,
    Union,
    Group,
    Expression,
    TypeName,
    Function,
    Bareword,
    Number,
    Variable,
    Text,
    Operator,
    Logic,
    Comment,
    Collate,
    Open,
    Close,
    OpenBrace,
    CloseBrace,
    Dot,
    Comma,
    Colon,
    Semicolon,
    Transact,
    Unknown,

    /// <summary>Something that databases read differently (nested or conditional comments): an attack by itself.</summary>
    Evil,
    Backslash,
}
