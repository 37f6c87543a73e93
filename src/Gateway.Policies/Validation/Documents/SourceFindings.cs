using Gateway.Policies.Configuration;

namespace Gateway.Policies.Validation.Documents;

/// <summary>What is wrong with documents: each finding with file, line and JSON pointer.</summary>
internal sealed class SourceFindings
{
    /// <summary>What a person can use at once; the rest comes after these have been mended.</summary>
    public const int Most = 50;

    private readonly HashSet<ConfigError> _seen = [];
    private readonly List<ConfigError> _items = [];

    public IReadOnlyList<ConfigError> Items => _items;

    public bool AnyError => _items.Exists(static e => e.Severity is ConfigSeverity.Error);

    public bool IsFull => _items.Count >= Most;

    public void Error(SourcePlace place, string found, string allowed) =>
        Add(new ConfigError(ConfigErrorCode.Material, place.Location, place.Display, found, allowed));

    public void Warn(SourcePlace place, string found, string allowed) =>
        Add(new ConfigError(ConfigErrorCode.Material, place.Location, place.Display, found, allowed, ConfigSeverity.Warning));

    /// <summary>For what has no node: a file that cannot be read or parsed.</summary>
    public void Error(string file, int line, int column, string pointer, string found, string allowed) =>
        Add(new ConfigError(ConfigErrorCode.Material, new ConfigLocation(file, line, column), pointer, found, allowed));

    private void Add(ConfigError error)
    {
        if (!IsFull && _seen.Add(error)) _items.Add(error);
    }
}
