using Gateway.SecLang.Collections;
using Gateway.SecLang.Compile;

namespace Gateway.SecLang.Execution;

/// <summary>
/// What the transformations made of the values of one transaction. Values never change under their index in the table, so that an outcome holds for all phases.
/// A step that changes nothing gives the very same outcome number: whatever is computed per outcome is computed once for all pipelines that agree.
/// </summary>
internal sealed class TransformCache(ValueTable values, PipelineNode[] nodes)
{
    /// <summary>A transaction waits in a pool: what an unusual request needed is not kept.</summary>
    private const int KeptCells = 32 * 1024;
    private const int KeptEntries = 2048;

    private readonly int _rowLength = nodes.Length;
    private int[] _rows = new int[256];
    private int[] _cells = new int[4096];
    private int _usedCells;
    private Outcome[] _outcomes = new Outcome[512];
    private Derivation[] _derivations = new Derivation[128];
    private int _derived;

    public int Count { get; private set; }

    public Text TextOf(int outcome) => _outcomes[outcome].Text;

    /// <summary>The outcome of a pipeline that ends at this node, for a value of the table.</summary>
    public int Get(int value, int node)
    {
        var row = RowOf(values.OriginOf(value));
        return InRow(row, node);
    }

    /// <summary>Before the table is emptied, whose count says which rows are in use.</summary>
    public void Reset()
    {
        Array.Clear(_rows, 0, Math.Min(_rows.Length, values.Count));
        Array.Clear(_cells, 0, _usedCells);
        if (_cells.Length > KeptCells) _cells = new int[KeptCells];
        if (_rows.Length > KeptEntries) _rows = new int[KeptEntries];
        if (_outcomes.Length > KeptEntries) _outcomes = new Outcome[KeptEntries];
        if (_derivations.Length > KeptEntries) _derivations = new Derivation[KeptEntries];
        _usedCells = 0;
        Count = 0;
        _derived = 0;
    }

    /// <summary>Room for candidates of an outcome, or -1 while there are none yet.</summary>
    public ref int CandidatesOf(int outcome) => ref _outcomes[outcome].Candidates;

    private int InRow(int row, int node)
    {
        var known = _cells[row + node];
        if (known != 0) return known - 1;
        ref readonly var step = ref nodes[node];
        var outcome = Apply(InRow(row, step.Parent), step.Step);
        _cells[row + node] = outcome + 1;
        return outcome;
    }

    private int RowOf(int value)
    {
        if (value >= _rows.Length) Array.Resize(ref _rows, Math.Max(values.Count, _rows.Length * 2));
        var row = _rows[value];
        if (row != 0) return row - 1;
        if (_cells.Length - _usedCells < _rowLength) Array.Resize(ref _cells, _cells.Length * 2 + _rowLength);
        row = _usedCells;
        _usedCells += _rowLength;
        _rows[value] = row + 1;
        _cells[row] = Add(values.TextOf(value)) + 1;
        return row;
    }

    private int Apply(int outcome, TransformOp step)
    {
        if ((_outcomes[outcome].Shape & step.Triggers) == 0 && step.Triggers != ByteShape.Always) return outcome;
        for (var i = _outcomes[outcome].Derived; i > 0; i = _derivations[i - 1].Next)
            if (_derivations[i - 1].Step == step.Id) return _derivations[i - 1].Outcome;
        var text = _outcomes[outcome].Text;
        var target = TryApply(values.Arena, text, step, out var changed) ? Add(changed) : outcome;
        if (_derived == _derivations.Length) Array.Resize(ref _derivations, _derived * 2);
        _derivations[_derived++] = new Derivation(step.Id, target, _outcomes[outcome].Derived);
        _outcomes[outcome].Derived = _derived;
        return target;
    }

    /// <summary>One step on bytes of the arena. False: nothing changed. Where the arena is full nothing changes either, and <see cref="ValueTable.Overflowed"/> tells.</summary>
    public static bool TryApply(ByteArena arena, Text text, TransformOp step, out Text changed)
    {
        var input = arena[text];
        var needed = step.Transformation.MaxLength(input.Length);
        var room = arena.Reserve(needed);
        if (room.Length < needed || !step.Transformation.Apply(input, room, out var written))
        {
            changed = text;
            return false;
        }

        changed = arena.Keep(written);
        return true;
    }

    private int Add(Text text)
    {
        if (Count == _outcomes.Length) Array.Resize(ref _outcomes, Count * 2);
        _outcomes[Count] = new Outcome { Text = text, Shape = ByteShape.Of(values.Arena[text]), Candidates = -1 };
        return Count++;
    }

    private struct Outcome
    {
        public Text Text;
        public uint Shape;
        public int Candidates;
        public int Derived;
    }

    private readonly record struct Derivation(int Step, int Outcome, int Next);
}
