using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Execution;

/// <summary>A value that a link matched, after its transformations.</summary>
internal readonly record struct MatchedVariable(Collection Collection, Text Name, Text Value);

/// <summary>What the rule at hand has matched so far: MATCHED_VAR is the last, MATCHED_VARS all of them, over all links of the chain.</summary>
internal sealed class MatchedVariables(ByteArena arena)
{
    /// <summary>A rule that matches more values than this tells nothing new with the next one.</summary>
    private const int Max = 1024;

    private readonly List<MatchedVariable> _all = [];
    private MatchedVariable _last;
    private Text _lastName;
    private bool _named;

    public int Count => _all.Count;

    public MatchedVariable this[int index] => _all[index];

    /// <summary>The last one; it outlives the rule that matched it, as in ModSecurity.</summary>
    public MatchedVariable Last => _last;

    public void Add(MatchedVariable variable)
    {
        _last = variable;
        _named = false;
        if (_all.Count < Max) _all.Add(variable);
    }

    /// <summary>Before each rule.</summary>
    public void Clear() => _all.Clear();

    public void Reset()
    {
        _all.Clear();
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
