using Gateway.JsonSchema.Nodes;
using Gateway.JsonSchema.Reading;

namespace Gateway.JsonSchema.Evaluating;

/// <summary>What a validation needs beside the stack; kept for the next validation of the thread, so that none allocates.</summary>
internal sealed class EvaluationState
{
    private const int MaxKept = 64 * 1024;

    [ThreadStatic]
    private static EvaluationState? t_kept;

    public PositionSets Sets { get; } = new();

    /// <summary>Bit sets of evaluated members and items, as a stack.</summary>
    public ulong[] Words { get; private set; } = new ulong[16];

    public int WordCount { get; set; }

    /// <summary>The schema resources entered, outermost first.</summary>
    public int[] Scope { get; private set; } = new int[16];

    public int ScopeCount { get; set; }

    /// <summary>Room for one unescaped string.</summary>
    public byte[] Scratch { get; private set; } = new byte[256];

    public List<Breach> Breaches { get; } = [];

    public static EvaluationState Rent()
    {
        var state = t_kept ?? new EvaluationState();
        t_kept = null;
        return state;
    }

    public void Return()
    {
        Sets.Clear();
        Breaches.Clear();
        WordCount = 0;
        ScopeCount = 0;
        if (Words.Length > MaxKept / 8) Words = new ulong[16];
        if (Scratch.Length > MaxKept) Scratch = new byte[256];
        t_kept = this;
    }

    /// <summary>Puts zeroed words on the stack and returns where they start.</summary>
    public int PushWords(int count)
    {
        var start = WordCount;
        WordCount += count;
        if (WordCount > Words.Length)
        {
            var larger = new ulong[Math.Max(WordCount, Words.Length * 2)];
            Words.AsSpan(0, start).CopyTo(larger);
            Words = larger;
        }

        Words.AsSpan(start, count).Clear();
        return start;
    }

    public void PushScope(int resource)
    {
        if (ScopeCount == Scope.Length)
        {
            var larger = new int[Scope.Length * 2];
            Scope.CopyTo(larger, 0);
            Scope = larger;
        }

        Scope[ScopeCount++] = resource;
    }

    public ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> raw)
    {
        if (Scratch.Length < raw.Length) Scratch = new byte[Math.Max(raw.Length, Scratch.Length * 2)];
        return Scratch.AsSpan(0, JsonEscape.Unescape(raw, Scratch));
    }
}

/// <summary>A violation before it is put into words.</summary>
/// <param name="Position">Where the value starts in the text.</param>
/// <param name="Node">The schema; null for what no schema says.</param>
/// <param name="Keyword">The keyword.</param>
/// <param name="Message">What is allowed, where the keyword does not say it all.</param>
internal readonly record struct Breach(int Position, SchemaNode? Node, string Keyword, string? Message);
