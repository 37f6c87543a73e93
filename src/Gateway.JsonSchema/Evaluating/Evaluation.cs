using Gateway.JsonSchema.Nodes;
using Gateway.JsonSchema.Reading;

namespace Gateway.JsonSchema.Evaluating;

/// <summary>
/// One validation of one text. Recursive descent: a schema reads the value at the cursor and goes behind it. The first reading of a value checks syntax,
/// bounds and unique names; schemas that apply to the same value come after it and read again from where it starts.
/// <para>
/// A track is a bit set on the stack of <see cref="EvaluationState.Words"/>, one bit for each member or item of the value, for
/// <c>unevaluatedProperties</c> and <c>unevaluatedItems</c>. Only schemas that have these keywords, and what they apply in place, keep one.
/// </para>
/// </summary>
internal ref partial struct Evaluation
{
    public const int NoTrack = -1;

    private readonly EvaluationState _state;
    private readonly JsonSchemaLimits _limits;
    private readonly bool _tracksScope;
    private JsonCursor _cursor;
    private long _budget;
    private int _depth;
    private int _nesting;
    private int _rereading;
    private bool _collecting;
    private bool _fatal;

    public Evaluation(ReadOnlySpan<byte> text, EvaluationState state, JsonSchemaLimits limits, bool tracksScope, bool collecting)
    {
        _cursor = new JsonCursor(text);
        _state = state;
        _limits = limits;
        _tracksScope = tracksScope;
        _collecting = collecting;
        _budget = limits.MaxVisits + (8L * text.Length);
    }

    /// <summary>Whether there is nothing to be gained by going on after a failure.</summary>
    public readonly bool Stop => !_collecting;

    /// <summary>Resources entered, outermost first.</summary>
    public readonly ReadOnlySpan<int> Scope => _state.Scope.AsSpan(0, _state.ScopeCount);

    /// <summary>Whether violations were left out.</summary>
    public bool Truncated { get; private set; }

    /// <summary>What is not JSON, or exceeds a bound, whatever the schemas say.</summary>
    public readonly bool IsRefused => _fatal;

    public void GoTo(int position) => _cursor.Position = position;

    /// <summary>Whether the whole text is one value that keeps the schema.</summary>
    public bool Run(SchemaNode root)
    {
        var ok = Evaluate(root, NoTrack);
        if (_fatal || (!ok && Stop)) return false;
        // Comparisons that ran out of it have given up, whatever came out.
        if (_budget <= 0) return TooComplex();
        if (_cursor.Peek() != 0 || _cursor.Position < _cursor.Text.Length) return Syntax();
        return ok;
    }

    /// <summary>Reads the value at the cursor and holds it to a schema.</summary>
    public bool Evaluate(SchemaNode node, int track)
    {
        if (--_budget < 0) return TooComplex();
        return node.IsComposed ? EvaluateComposed(node, track) : EvaluateOwn(node, track);
    }

    /// <summary>Whether the value at a place keeps a schema, without reporting why it does not. The cursor may be left anywhere.</summary>
    public bool Try(SchemaNode node, int start, int track)
    {
        if (_fatal) return false;
        var (collecting, depth, nesting, rereading) = (_collecting, _depth, _nesting, _rereading);
        var (words, scope, sets) = (_state.WordCount, _state.ScopeCount, _state.Sets.Begin());
        var branch = track < 0 ? NoTrack : TrackLike(track);
        _collecting = false;
        _rereading++;
        GoTo(start);
        var ok = Evaluate(node, branch) && !_fatal;
        if (ok && branch >= 0) Merge(branch, track);
        // A failure leaves everything as it is: this is where it is put right.
        (_depth, _nesting, _rereading) = (depth, nesting, rereading);
        (_state.WordCount, _state.ScopeCount) = (words, scope);
        _state.Sets.End(sets);
        _collecting = collecting && !_fatal;
        return ok;
    }

    private bool EvaluateOwn(SchemaNode node, int track)
    {
        var first = _cursor.Peek();
        if (node.Refusal is not null) return Refuse(node);
        switch (first)
        {
            case (byte)'"':
                return EvaluateString(node);
            case (byte)'{':
                return EvaluateObject(node, track);
            case (byte)'[':
                return EvaluateArray(node, track);
            case (byte)'t' or (byte)'f' or (byte)'n':
                return EvaluateLiteral(node, first);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return EvaluateNumber(node);
            default:
                return Syntax();
        }
    }

    private bool Refuse(SchemaNode node)
    {
        Fail(node, node.Refusal!, _cursor.Position);
        if (!Stop) Evaluate(SchemaNode.Anything, NoTrack);
        return false;
    }

    private bool EvaluateLiteral(SchemaNode node, byte first)
    {
        var start = _cursor.Position;
        if (!_cursor.ReadLiteral()) return Syntax();
        if ((node.Kinds & (first == 'n' ? ValueKinds.Null : ValueKinds.Boolean)) == ValueKinds.None) return Fail(node, "type", start);
        foreach (var constants in node.Constants)
        {
            if (!constants.HasLiteral(first)) return Fail(node, constants.Keyword, start);
        }

        return true;
    }
}
