namespace Gateway.Policies.Configuration;

/// <summary>
/// Members that were reported and left out. Whatever looks at the bound options sees defaults in their place; what it then finds about
/// them is not what the author of the file did, and would send them looking for a second mistake.
/// </summary>
internal sealed class DroppedMembers
{
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);

    // What holds a dropped member is incomplete: "neither A nor B" may be said of it only because A was wrong.
    private readonly HashSet<string> _holders = new(StringComparer.Ordinal);

    // Elements behind a dropped one have moved up, so that their numbers are wrong.
    private readonly HashSet<string> _lists = new(StringComparer.Ordinal);

    public void Add(string path)
    {
        if (path.Length == 0) return;
        _paths.Add(path);
        var rest = path.AsSpan();
        while (rest.EndsWith("]"))
        {
            rest = rest[..Math.Max(rest.LastIndexOf('['), 0)];
            _lists.Add(rest.ToString());
        }

        if (rest.LastIndexOf(':') is var colon and > 0) _holders.Add(rest[..colon].ToString());
    }

    /// <summary>Only the member itself, not what holds it.</summary>
    public void Excuse(string path) => _paths.Add(path);

    public bool IsExcused(string path) => _paths.Contains(path);

    public bool Explain(string path, ConfigNode? node)
    {
        if (_paths.Count == 0) return false;
        if (_holders.Contains(path) || _lists.Contains(path) || IsWithin(path)) return true;
        // The members of a merged object keep the paths that they had where they stand.
        return node is ConfigObject o && o.Members.Any(m => _paths.Contains(m.Value.Path) || _lists.Contains(m.Value.Path));
    }

    private bool IsWithin(string path)
    {
        for (var end = path.Length; end > 0; end = path.AsSpan(0, end).LastIndexOfAny(':', '['))
        {
            var part = path[..end];
            if (_paths.Contains(part)) return true;
            if (end < path.Length && path[end] == '[' && _lists.Contains(part)) return true;
        }

        return false;
    }
}
