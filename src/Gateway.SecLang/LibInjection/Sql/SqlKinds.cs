namespace Gateway.SecLang.LibInjection.Sql;

/// <summary>The letters by which fingerprints name the kinds, and sets of kinds.</summary>
internal static class SqlKinds
{
    /// <summary>These letters are what rules log and compare (TX:0 of <c>@detectSQLi</c>), so they are libinjection's.</summary>
    public static ReadOnlySpan<byte> Letters => "\0kUBEtfn1vso&cA(){}.,:;T?X\\"u8;

    public const uint Negatable = 1u << (int)SqlKind.Number | 1u << (int)SqlKind.Bareword | 1u << (int)SqlKind.Variable | 1u << (int)SqlKind.Text;

    public const uint Term = 1u << (int)SqlKind.Number | 1u << (int)SqlKind.Bareword;

    /// <summary>Kinds that can begin a phrase such as <c>UNION ALL</c>.</summary>
    public const uint PhraseStart = 1u << (int)SqlKind.Keyword | 1u << (int)SqlKind.Bareword | 1u << (int)SqlKind.Operator | 1u << (int)SqlKind.Union
        | 1u << (int)SqlKind.Function | 1u << (int)SqlKind.Expression | 1u << (int)SqlKind.Transact | 1u << (int)SqlKind.TypeName;

    public const uint PhraseEnd = PhraseStart | 1u << (int)SqlKind.Logic;

    /// <summary>What a type name may stand before as a cast, and says nothing that the operand does not.</summary>
    public const uint Typed = Negatable | 1u << (int)SqlKind.TypeName | 1u << (int)SqlKind.Open | 1u << (int)SqlKind.Function;

    public static bool In(this SqlKind kind, uint set) => (set >> (int)kind & 1) != 0;

    public static byte Letter(this SqlKind kind) => Letters[(int)kind];

    public static SqlKind FromLetter(byte letter)
    {
        var index = Letters.IndexOf(letter);
        return index > 0 ? (SqlKind)index : throw new InvalidDataException($"'{(char)letter}' is not the letter of a kind of SQL token.");
    }
}
