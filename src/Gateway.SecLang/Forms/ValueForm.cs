using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Forms;

/// <summary>
/// What values of one kind look like, as a small automaton over bytes: a number, a UUID, one of three words. Whoever knows a value only by hearsay (a contract) asks
/// <see cref="Matches"/> of the very bytes that rules would see, so that nothing depends on how somebody else has decoded them.
/// </summary>
internal sealed class ValueForm
{
    /// <summary>More is no short form any more: what has them stays unknown.</summary>
    public const int MaxStates = 512;

    private const short Nowhere = -1;

    private readonly byte[] _classOf;
    private readonly int _classes;
    private readonly short[] _next;
    private readonly bool[] _accepts;

    /// <param name="name">For people.</param>
    /// <param name="classes">Which bytes share a column.</param>
    /// <param name="next">The state behind each state and class, -1 for none. From each state the end can be reached.</param>
    /// <param name="accepts">Whether a value may end in the state.</param>
    public ValueForm(string name, ByteClasses classes, short[] next, bool[] accepts)
    {
        Name = name;
        (_classOf, _classes, _next, _accepts) = (classes.ClassOf, classes.Count, next, accepts);
        Edges = new (byte, int)[accepts.Length][];
        for (var state = 0; state < accepts.Length; state++)
        {
            var edges = new List<(byte, int)>();
            for (var b = 0; b < 256; b++)
            {
                if (Next(state, (byte)b) is not (>= 0 and var target)) continue;
                edges.Add(((byte)b, target));
                Alphabet |= ByteSet.Of((byte)b);
            }

            Edges[state] = [.. edges];
        }
    }

    public string Name { get; }

    /// <summary>Every byte that a value may have.</summary>
    public ByteSet Alphabet { get; }

    /// <summary>The bytes that may follow in each state, with the state behind them. State 0 is the first. For proofs; requests use the table.</summary>
    public (byte Value, int Target)[][] Edges { get; }

    public int States => _accepts.Length;

    public bool Accepts(int state) => _accepts[state];

    /// <summary>Whether the value has this form, to its end.</summary>
    public bool Matches(ReadOnlySpan<byte> value)
    {
        var state = 0;
        foreach (var b in value)
        {
            state = Next(state, b);
            if (state < 0) return false;
        }

        return _accepts[state];
    }

    public override string ToString() => Name;

    private int Next(int state, byte value) => _next[(state * _classes) + _classOf[value]];

    internal static short[] Table(int states, int classes)
    {
        var table = new short[states * classes];
        Array.Fill(table, Nowhere);
        return table;
    }
}
