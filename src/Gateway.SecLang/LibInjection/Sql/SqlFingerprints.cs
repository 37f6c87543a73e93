namespace Gateway.SecLang.LibInjection.Sql;

/// <summary>The sequences of token kinds that only attacks have, as sorted numbers of five bits a token.</summary>
internal sealed class SqlFingerprints
{
    private readonly int[] _packed;

    private SqlFingerprints(int[] packed) => _packed = packed;

    public static SqlFingerprints Default { get; } = Read();

    public int Count => _packed.Length;

    public bool Contains(int packed) => Array.BinarySearch(_packed, packed) >= 0;

    /// <summary>One more token at the end. A statement of Transact-SQL and a type name count as one kind here, as both are T in the table.</summary>
    public static int Append(int packed, SqlKind kind) => packed << 5 | (int)(kind == SqlKind.Transact ? SqlKind.TypeName : kind);

    /// <summary>Lines of a beginning and, between spaces, the endings that it has; a beginning "!" stands for none.</summary>
    private static SqlFingerprints Read()
    {
        var packed = new List<int>(8500);
        LibInjectionData.Read("sql-fingerprints.txt", (letters, endings) =>
        {
            var beginning = letters[0] == '!' ? 0 : Pack(0, letters);
            foreach (var ending in endings.Split((byte)' ')) packed.Add(Pack(beginning, endings[ending]));
        });
        packed.Sort();
        return new SqlFingerprints([.. packed]);
    }

    /// <summary>The table is in upper case, as it has one letter where the kinds have t and T.</summary>
    private static int Pack(int packed, ReadOnlySpan<byte> letters)
    {
        foreach (var letter in letters)
        {
            var lower = (byte)char.ToLowerInvariant((char)letter);
            packed = Append(packed, SqlKinds.FromLetter(SqlKinds.Letters.Contains(lower) ? lower : letter));
        }

        return packed;
    }
}
