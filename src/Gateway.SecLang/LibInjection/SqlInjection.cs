using Gateway.SecLang.LibInjection.Sql;

namespace Gateway.SecLang.LibInjection;

/// <summary>
/// <c>@detectSQLi</c>: reads the value as what might follow, or stand inside quotes in, a statement of SQL, folds it to at most five
/// token kinds, and looks these up among the sequences that only attacks have. Linear in the value, allocates nothing.
/// The method and the tables are libinjection's (Data/NOTICE.md); the code is not.
/// </summary>
internal static class SqlInjection
{
    /// <summary>The room that a fingerprint needs: five letters, rounded up.</summary>
    public const int MaxFingerprint = 8;

    /// <summary>Whether the value is an attack; then <paramref name="fingerprint"/> begins with <paramref name="length"/> letters, one a token.</summary>
    public static bool Detect(ReadOnlySpan<byte> value, Span<byte> fingerprint, out int length)
    {
        length = 0;
        if (IsOneToken(value)) return false;
        Span<SqlToken> tokens = stackalloc SqlToken[SqlFolder.Room];
        var reading = new SqlReading(value, tokens);
        if (!reading.IsAttack(0)
            && !(value.Contains((byte)'\'') && reading.IsAttack((byte)'\''))
            && !(value.Contains((byte)'"') && reading.IsAttackOnMySql((byte)'"')))
        {
            return false;
        }

        length = reading.Length;
        reading.CopyFingerprint(fingerprint);
        return true;
    }

    /// <summary>Most values are one word or one number, and no fingerprint of one such token is an attack.</summary>
    private static bool IsOneToken(ReadOnlySpan<byte> value) => value.IsEmpty
        || !value.ContainsAnyExcept(SqlBytes.WordCharacters) && (!char.IsAsciiDigit((char)value[0]) || !value.ContainsAnyExcept(SqlBytes.Decimal));
}
