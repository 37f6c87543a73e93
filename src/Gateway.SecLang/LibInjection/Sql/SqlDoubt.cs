namespace Gateway.SecLang.LibInjection.Sql;

/// <summary>Short fingerprints also occur in prose ("1-- foo", "sexy and 17"): looks closer before it calls them attacks.</summary>
internal static class SqlDoubt
{
    private const int KindBits = 5;

    /// <param name="value">The value.</param>
    /// <param name="tokens">Its tokens after folding, at most five.</param>
    /// <param name="tokensRead">How many there were before folding.</param>
    public static bool Confirms(ReadOnlySpan<byte> value, ReadOnlySpan<SqlToken> tokens, int tokensRead)
    {
        // SQL Server keeps statements that name this procedure out of its audit log.
        if (tokens.Length > 1 && tokens[^1].Kind == SqlKind.Comment && value.IndexOf("sp_password"u8) >= 0) return true;
        return tokens.Length switch
        {
            2 => ConfirmsTwo(value, tokens, tokensRead),
            3 => ConfirmsThree(value, tokens, tokensRead),
            _ => true,
        };
    }

    private static bool ConfirmsTwo(ReadOnlySpan<byte> value, ReadOnlySpan<SqlToken> tokens, int tokensRead)
    {
        var (first, second) = (tokens[0].Kind, tokens[1].Kind);

        // "1 union" is ordinary text unless something was folded away.
        if (second == SqlKind.Union) return tokensRead != 2;
        var text = tokens[1].TextIn(value);
        var mark = text.IsEmpty ? (byte)0 : text[0];
        if (mark == '#') return false;
        if (second == SqlKind.Comment && first == SqlKind.Bareword && mark != '/') return false;
        if (second == SqlKind.Comment && first == SqlKind.Number) return mark == '/' || tokensRead > 2 || EndsAfterNumber(value[tokens[0].Length..]);

        // People write "--" in prose: only at the very end is it a probe.
        if (text.Length > 2 && mark == '-') return false;
        return ConfirmsKeyword(value, tokens[1]);
    }

    /// <summary>Tells "1234--" from base64 such as "1234-ABCDEFE--", which folds to the same. Bytes of 0x80 and more count as white space.</summary>
    private static bool EndsAfterNumber(ReadOnlySpan<byte> rest) => rest.IsEmpty
        || rest[0] is <= 32 or >= 128
        || rest.Length > 1 && (rest[0] == '/' && rest[1] == '*' || rest[0] == '-' && rest[1] == '-');

    private static bool ConfirmsThree(ReadOnlySpan<byte> value, ReadOnlySpan<SqlToken> tokens, int tokensRead)
    {
        switch ((int)tokens[0].Kind << 2 * KindBits | (int)tokens[1].Kind << KindBits | (int)tokens[2].Kind)
        {
            // …foo' + 'bar…: opened before the value, closed after it, and by the same quote.
            case (int)SqlKind.Text << 2 * KindBits | (int)SqlKind.Operator << KindBits | (int)SqlKind.Text:
            case (int)SqlKind.Text << 2 * KindBits | (int)SqlKind.Logic << KindBits | (int)SqlKind.Text:
                return tokens[0].Opened == 0 && tokens[2].Closed == 0 && tokens[0].Closed == tokens[2].Opened;

            // "foo and 17" is text, "foo and 17<18", which folds to the same, is not.
            case (int)SqlKind.Text << 2 * KindBits | (int)SqlKind.Logic << KindBits | (int)SqlKind.Bareword:
            case (int)SqlKind.Bareword << 2 * KindBits | (int)SqlKind.Logic << KindBits | (int)SqlKind.Number:
            case (int)SqlKind.Number << 2 * KindBits | (int)SqlKind.Logic << KindBits | (int)SqlKind.Number:
            case (int)SqlKind.Number << 2 * KindBits | (int)SqlKind.Logic << KindBits | (int)SqlKind.Variable:
            case (int)SqlKind.Number << 2 * KindBits | (int)SqlKind.Logic << KindBits | (int)SqlKind.Text:
                return tokensRead != 3;
            default:
                return ConfirmsKeyword(value, tokens[1]);
        }
    }

    /// <summary>Of the keywords in second place only INTO OUTFILE and INTO DUMPFILE are worth a block.</summary>
    private static bool ConfirmsKeyword(ReadOnlySpan<byte> value, in SqlToken token)
    {
        if (token.Kind != SqlKind.Keyword) return true;
        var text = token.TextIn(value);
        return text.Length > 4 && System.Text.Ascii.EqualsIgnoreCase(text[..4], "INTO"u8);
    }
}
