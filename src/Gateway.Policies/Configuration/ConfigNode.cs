namespace Gateway.Policies.Configuration;

/// <summary>A node of the configuration tree: it knows where it stands, so that every later finding can point there.</summary>
/// <param name="location">Where the value begins.</param>
/// <param name="path">The JSON path in its file; kept when the node is merged into a route's effective policies.</param>
public abstract class ConfigNode(ConfigLocation location, string path)
{
    public ConfigLocation Location { get; } = location;

    public string Path { get; } = path;

    /// <summary>What a message says stands here; secrets are not shown.</summary>
    public abstract string Describe();
}

/// <summary>A member of an object with the place of its name.</summary>
public sealed record ConfigMember(string Name, ConfigLocation NameLocation, ConfigNode Value);

/// <summary>A JSON object; members keep their order.</summary>
public sealed class ConfigObject(ConfigLocation location, string path, IReadOnlyList<ConfigMember> members)
    : ConfigNode(location, path)
{
    public IReadOnlyList<ConfigMember> Members { get; } = members;

    public ConfigMember? Find(string name)
    {
        foreach (var member in Members)
            if (string.Equals(member.Name, name, StringComparison.Ordinal)) return member;
        return null;
    }

    public override string Describe() => "an object";
}

/// <summary>A JSON array.</summary>
public sealed class ConfigArray(ConfigLocation location, string path, IReadOnlyList<ConfigNode> items) : ConfigNode(location, path)
{
    public IReadOnlyList<ConfigNode> Items { get; } = items;

    public override string Describe() => "an array";
}

public enum ConfigScalarKind
{
    Null,
    Text,
    Number,
    True,
    False,
}

/// <summary>A string, number, boolean or null. <see cref="Text"/> is the value after interpolation, without quotes.</summary>
public sealed class ConfigScalar(ConfigLocation location, string path, ConfigScalarKind kind, string text, bool isInterpolated = false)
    : ConfigNode(location, path)
{
    public ConfigScalarKind Kind { get; } = kind;

    public string Text { get; } = text;

    /// <summary>The value came, wholly or in part, from the environment or a file: it is never printed.</summary>
    public bool IsInterpolated { get; } = isInterpolated;

    /// <summary>The interpolation failed and was reported; whoever reads the value stays silent about it.</summary>
    public bool IsUnresolved { get; init; }

    public override string Describe() => Kind switch
    {
        _ when IsInterpolated => "an interpolated value (not shown)",
        ConfigScalarKind.Text => $"\"{Shortened}\"",
        _ => Shortened,
    };

    private string Shortened => Text.Length > 80 ? Text[..80] + "…" : Text;
}
