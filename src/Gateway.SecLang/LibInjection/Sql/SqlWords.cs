using System.Text;

namespace Gateway.SecLang.LibInjection.Sql;

/// <summary>The words and phrases that mean something to a database, by kind. Open addressing: a lookup allocates nothing and a miss costs one probe as a rule.</summary>
internal sealed class SqlWords
{
    private const int Slots = 4096;
    private readonly byte[][] _words;
    private readonly SqlKind[] _kinds;
    private readonly short[] _slots = new short[Slots];

    /// <summary>By the length of what may stand before a space of a phrase: its first letters, a bit each.</summary>
    private readonly uint[] _phraseStarts = new uint[SqlToken.MaxLength + 1];

    private SqlWords(List<(byte[] Word, SqlKind Kind)> entries)
    {
        if (entries.Count > Slots / 2) throw new InvalidDataException($"{entries.Count} SQL words; the table takes {Slots / 2}.");
        _words = new byte[entries.Count][];
        _kinds = new SqlKind[entries.Count];
        for (var i = 0; i < _words.Length; i++)
        {
            (_words[i], _kinds[i]) = entries[i];
            var slot = Hash(_words[i]);
            while (_slots[slot] != 0) slot = (slot + 1) % Slots;
            _slots[slot] = (short)(i + 1);
            for (var space = 1; space < _words[i].Length; space++)
                if (_words[i][space] == ' ') _phraseStarts[space] |= 1u << (_words[i][0] & 31);
        }
    }

    public static SqlWords Default { get; } = Read();

    public int Count => _words.Length;

    public ReadOnlySpan<byte> Text(int index) => _words[index];

    public SqlKind Kind(int index) => _kinds[index];

    /// <summary>The index of the word, whatever its case, or -1.</summary>
    public int Find(ReadOnlySpan<byte> word)
    {
        if (word.Length is 0 or > SqlToken.MaxLength) return -1;
        Span<byte> upper = stackalloc byte[SqlToken.MaxLength];
        Ascii.ToUpper(word, upper, out var length);

        // Not ASCII: no word of the table is.
        if (length != word.Length) return -1;
        var key = upper[..length];
        for (var slot = Hash(key); _slots[slot] != 0; slot = (slot + 1) % Slots)
        {
            var index = _slots[slot] - 1;
            if (key.SequenceEqual(_words[index])) return index;
        }

        return -1;
    }

    /// <summary>Whether a phrase may begin with the text; spares most pairs of words the lookup.</summary>
    public bool MayStartPhrase(ReadOnlySpan<byte> text) => !text.IsEmpty && (_phraseStarts[text.Length] >> (text[0] & 31) & 1) != 0;

    /// <summary>The kind of the word, or None.</summary>
    public SqlKind KindOf(ReadOnlySpan<byte> word)
    {
        var index = Find(word);
        return index < 0 ? SqlKind.None : _kinds[index];
    }

    /// <summary>Lines of a kind's letter and words between commas.</summary>
    private static SqlWords Read()
    {
        var entries = new List<(byte[] Word, SqlKind Kind)>(1024);
        LibInjectionData.Read("sql-words.txt", (letter, words) =>
        {
            foreach (var word in words.Split((byte)',')) entries.Add((words[word].ToArray(), SqlKinds.FromLetter(letter[0])));
        });
        return new SqlWords(entries);
    }

    private static int Hash(ReadOnlySpan<byte> key)
    {
        var hash = 2166136261u;
        foreach (var b in key) hash = (hash ^ b) * 16777619u;
        return (int)((hash ^ hash >> 15) % Slots);
    }
}
