namespace Gateway.Policies.Validation.Documents;

/// <summary>Finds a member name that stands twice: by looking while there are few, by a set when there are many.</summary>
internal struct UniqueNames
{
    private const int Few = 16;

    private HashSet<string>? _set;

    /// <summary>False when the name is among the members already.</summary>
    public bool Add(string name, List<SourceMember> members)
    {
        if (_set is not null) return _set.Add(name);
        foreach (var member in members)
            if (string.Equals(member.Name, name, StringComparison.Ordinal)) return false;
        if (members.Count < Few) return true;
        _set = new HashSet<string>(members.Select(static m => m.Name), StringComparer.Ordinal) { name };
        return true;
    }
}
