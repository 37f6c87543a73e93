namespace Gateway.Policies.Configuration;

/// <summary>Collects the findings of one load. The same finding at the same place is kept once, however many routes inherit it.</summary>
public sealed class ConfigErrors
{
    private readonly HashSet<ConfigError> _seen = [];
    private readonly List<ConfigError> _items = [];
    private readonly DroppedMembers _dropped = new();

    /// <summary>True when at least one finding refuses the configuration.</summary>
    public bool Any => _items.Exists(static e => e.Severity is ConfigSeverity.Error);

    /// <summary>Adds what reading or binding found: the member of an error has no value of its own from here on.</summary>
    public void Add(ConfigError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        AddFinding(error);
        // Of members that stand twice the first one is bound.
        if (error.Severity is ConfigSeverity.Error && error.Code is not ConfigErrorCode.DuplicateMember) _dropped.Add(error.Path);
    }

    public void Add(string code, ConfigNode node, string found, string allowed) =>
        Add(new ConfigError(code, node.Location, node.Path, found, allowed));

    /// <summary>All findings ordered by file, line and column.</summary>
    public IReadOnlyList<ConfigError> Sorted() =>
        [.. _items.OrderBy(e => e.Location.File, StringComparer.Ordinal).ThenBy(e => e.Location.Line).ThenBy(e => e.Location.Column)];

    /// <summary>Adds what a rule over bound members found; nothing is dropped for it.</summary>
    internal void AddFinding(ConfigError error)
    {
        if (_seen.Add(error)) _items.Add(error);
    }

    /// <summary>Whether there is an error about exactly this member.</summary>
    internal bool Has(string path) =>
        _items.Exists(e => e.Severity is ConfigSeverity.Error && string.Equals(e.Path, path, StringComparison.Ordinal));

    /// <summary>Says of a member that is not there that an error speaks of it already: it was misspelt.</summary>
    internal void Excuse(string path) => _dropped.Excuse(path);

    /// <summary>Whether an error speaks of exactly this member.</summary>
    internal bool IsExcused(string path) => _dropped.IsExcused(path);

    /// <summary>Whether what is said about a member, or lacks there, may only follow from an error that was reported already.</summary>
    /// <param name="path">The JSON path of the member.</param>
    /// <param name="node">What stands there; null when nothing does.</param>
    internal bool Explain(string path, ConfigNode? node = null) => _dropped.Explain(path, node);
}
