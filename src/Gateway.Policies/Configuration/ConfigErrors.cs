namespace Gateway.Policies.Configuration;

/// <summary>Collects the findings of one load. The same finding at the same place is kept once, however many routes inherit it.</summary>
public sealed class ConfigErrors
{
    private readonly HashSet<ConfigError> _seen = [];
    private readonly List<ConfigError> _items = [];

    /// <summary>True when at least one finding refuses the configuration.</summary>
    public bool Any => _items.Exists(static e => e.Severity is ConfigSeverity.Error);

    public void Add(ConfigError error)
    {
        if (_seen.Add(error)) _items.Add(error);
    }

    public void Add(string code, ConfigNode node, string found, string allowed) =>
        Add(new ConfigError(code, node.Location, node.Path, found, allowed));

    /// <summary>All findings ordered by file, line and column.</summary>
    public IReadOnlyList<ConfigError> Sorted() =>
        [.. _items.OrderBy(e => e.Location.File, StringComparer.Ordinal).ThenBy(e => e.Location.Line).ThenBy(e => e.Location.Column)];
}
