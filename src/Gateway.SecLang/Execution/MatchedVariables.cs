using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Execution;

/// <summary>A value that a link matched, after its transformations.</summary>
/// <param name="Collection">Where it was found.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Value">What the operator saw.</param>
/// <param name="Place">Its place, where it is out of JSON.</param>
internal readonly record struct MatchedVariable(Collection Collection, Text Name, Text Value, Text Place = default);

/// <summary>What the rule at hand has matched so far: MATCHED_VAR is the last, MATCHED_VARS all of them, over all links of the chain.</summary>
internal sealed class MatchedVariables(ByteArena arena)
{
    /// <summary>More than the arguments of a request: what matches more often are decoys. Whoever asks for all of them then learns that some are missing.</summary>
    private const int Max = 1024;

    private readonly List<MatchedVariable> _all = [];
    private MatchedVariable _last;
    private Text _lastName;
    private bool _named;
    private bool _isCut;

    public int Count => _all.Count;

    /// <summary>Whether a rule has asked for all of them when some had been left out: what stood in those, nobody has seen.</summary>
    public bool Overflowed { get; private set; }

    public MatchedVariable this[int index] => _all[index];

    /// <summary>The last one; it outlives the rule that matched it, as in ModSecurity.</summary>
    public MatchedVariable Last => _last;

    public void Add(MatchedVariable variable)
    {
        _last = variable;
        _named = false;
        if (_all.Count < Max) _all.Add(variable);
        else _isCut = true;
    }

    /// <summary>How many there are for a rule that looks at them or counts them.</summary>
    public int CountForRule()
    {
        Overflowed |= _isCut;
        return _all.Count;
    }

    /// <summary>Before each rule.</summary>
    public void Clear()
    {
        _all.Clear();
        _isCut = false;
    }

    public void Reset()
    {
        Clear();
        Overflowed = false;
        _last = default;
        _lastName = default;
        _named = false;
    }

    /// <summary>MATCHED_VAR_NAME, such as <c>ARGS:id</c>.</summary>
    public Text LastName()
    {
        if (_named) return _lastName;
        _named = true;
        return _lastName = FullName(_last);
    }

    /// <summary>The name of a value with its collection in front.</summary>
    public Text FullName(MatchedVariable variable)
    {
        if (variable.Collection == Collection.None) return default;
        var collection = CollectionNames.Bytes(variable.Collection);
        if (variable.Name.Length == 0) return arena.Store(collection);
        var room = arena.Reserve(collection.Length + 1 + variable.Name.Length);
        if (room.IsEmpty) return default;
        collection.CopyTo(room);
        room[collection.Length] = (byte)':';
        arena[variable.Name].CopyTo(room[(collection.Length + 1)..]);
        return arena.Keep(room.Length);
    }
}
