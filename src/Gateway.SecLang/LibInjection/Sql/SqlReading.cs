namespace Gateway.SecLang.LibInjection.Sql;

/// <summary>One value read in one context after the other until a reading is an attack.</summary>
internal ref struct SqlReading(ReadOnlySpan<byte> value, Span<SqlToken> tokens)
{
    private readonly ReadOnlySpan<byte> _value = value;
    private readonly Span<SqlToken> _tokens = tokens;

    /// <summary>How many tokens the last reading folded to.</summary>
    public int Length { get; private set; }

    /// <summary>Reads by the standard, and again as MySQL does if there were comments that it reads differently.</summary>
    /// <param name="quote">The quote within which the value stands, or 0.</param>
    public bool IsAttack(byte quote) => Read(quote, mySql: false, out var differs) || differs && Read(quote, mySql: true, out _);

    public bool IsAttackOnMySql(byte quote) => Read(quote, mySql: true, out _);

    public readonly void CopyFingerprint(Span<byte> fingerprint)
    {
        for (var i = 0; i < Length; i++) fingerprint[i] = _tokens[i].Kind.Letter();
    }

    private bool Read(byte quote, bool mySql, out bool differs)
    {
        var folder = new SqlFolder(new SqlTokenizer(_value, quote, mySql), _value, _tokens);
        Length = folder.Fold();
        differs = folder.ReadsDifferentlyInMySql;
        CommentOutByBacktick();
        var packed = 0;
        for (var i = 0; i < Length; i++)
        {
            if (_tokens[i].Kind == SqlKind.Evil)
            {
                _tokens[0].Kind = SqlKind.Evil;
                Length = 1;
                return true;
            }

            packed = SqlFingerprints.Append(packed, _tokens[i].Kind);
        }

        return Length > 0 && SqlFingerprints.Default.Contains(packed) && SqlDoubt.Confirms(_value, _tokens[..Length], folder.TokensRead);
    }

    /// <summary>PHP's mysql driver drops what follows a lone backtick at the end, as if it were a comment.</summary>
    private readonly void CommentOutByBacktick()
    {
        if (Length <= 2) return;
        ref var last = ref _tokens[Length - 1];
        if (last is { Kind: SqlKind.Bareword, Opened: (byte)'`', Length: 0, Closed: 0 }) last.Kind = SqlKind.Comment;
    }
}
