namespace Gateway.SecLang.Scan;

/// <summary>
/// Which bytes the automaton of literals tells apart: at most 63 classes of folded bytes, the most frequent first, so that a row is 128
/// bytes and its hot half one cache line. Bytes beyond that share the last class: a literal may be found that is not there, never missed.
/// </summary>
internal sealed class ScanAlphabet
{
    public const int Classes = 64;
    public const int Shift = 6;

    private ScanAlphabet(byte[] classOf) => ClassOf = classOf;

    /// <summary>The class of each byte; 0 for a byte in no literal.</summary>
    public byte[] ClassOf { get; }

    public static ScanAlphabet Of(IEnumerable<Literal> literals)
    {
        var used = new bool[256];
        foreach (var literal in literals)
        {
            for (var i = 0; i < literal.Length; i++) used[literal[i]] = true;
        }

        var classOf = new byte[256];
        var next = 1;
        foreach (var b in Enumerable.Range(0, 256).Where(b => used[b]).OrderByDescending(b => ByteFrequency.Of((byte)b)))
        {
            classOf[b] = (byte)next;
            if (next < Classes - 1) next++;
        }

        for (var b = 'A'; b <= 'Z'; b++) classOf[b] = classOf[b + 32];
        return new ScanAlphabet(classOf);
    }
}
