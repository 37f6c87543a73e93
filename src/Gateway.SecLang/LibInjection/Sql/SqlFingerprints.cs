namespace Gateway.SecLang.LibInjection.Sql;

/// <summary>The sequences of token kinds that only attacks have, as sorted numbers of five bits a token.</summary>
internal sealed class SqlFingerprints
{
    private readonly int[] _packed;

    private SqlFingerprints(int[] packed) => _packed = packed;

    public static SqlFingerprints Default { get; } = Read(LibInjectionData.Lines("sql-fingerprints.txt"));

    public int Count => _packed.Length;

    public bool Contains(int packed) => Array.BinarySearch(_packed, packed) >= 0;

    /// <summary>One more token at the end. A statement of Transact-SQL and a type name count as one kind here, as both are T in the table.</summary>
    public static int Append(int packed, SqlKind kind) => packed << 5 | (int)(kind == SqlKind.Transact ? SqlKind.TypeName : kind);

    /// <summary>Lines of a beginning and, after spaces, the endings that it has; a beginning "!" stands for none.</summary>
    internal static SqlFingerprints Read(IEnumerable<string> lines)
    {
        var packed = new List<int>();
        foreach (var line in lines)
        {
            var parts = line.Split(' ');
            var beginning = parts[0] == "!" ? 0 : Pack(0, parts[0]);
            for (var i = 1; i < parts.Length; i++) packed.Add(Pack(beginning, parts[i]));
        }

        packed.Sort();
        return new SqlFingerprints([.. packed]);
    }

    /// <summary>The table is in upper case (so T is both), except that N, S and the like are the letters k, n, s … of the kinds.</summary>
    private static int Pack(int packed, string letters)
    {
        foreach (var letter in letters)
        {
            var kind = SqlKinds.Letters.Contains((byte)char.ToLowerInvariant(letter)) ? char.ToLowerInvariant(letter) : letter;
            packed = Append(packed, SqlKinds.FromLetter((byte)kind));
        }

        return packed;
    }
}
