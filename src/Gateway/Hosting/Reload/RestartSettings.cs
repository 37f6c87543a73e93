using Gateway.Policies.Configuration;

namespace Gateway.Hosting.Reload;

/// <summary>
/// Settings that are read when the process starts. A reload that changes one goes through and says that it has to wait; so does every
/// later one that is not what the process was started with.
/// </summary>
internal sealed class RestartSettings(LoadedConfiguration started)
{
    private static readonly string[] Sections = ["Https", "Http", "Limits", "Health", "Admin", "Events", "AccessLog", "Demo", "Drain", "Redis"];

    // Members of these sections that a reload does apply.
    private static readonly string[] Reloaded = ["Certificates", "MinimumTlsVersion", "PublicPort", "RequestTimeout"];

    private readonly SortedDictionary<string, SettingText> _started = Read(started);

    /// <summary>What a configuration would have otherwise than the process was started with.</summary>
    public IEnumerable<ConfigError> Waiting(LoadedConfiguration configuration)
    {
        var wanted = Read(configuration);
        string? section = null;
        foreach (var path in _started.Keys.Union(wanted.Keys).Order(StringComparer.Ordinal))
        {
            // Of a section that came or went, the section is what there is to say.
            if (section is not null && path.StartsWith(section, StringComparison.Ordinal)) continue;
            var (before, now) = (_started.GetValueOrDefault(path), wanted.GetValueOrDefault(path));
            if (before?.Value == now?.Value) continue;
            section = before?.IsSection is true || now?.IsSection is true ? path + ":" : null;
            yield return new ConfigError(
                ConfigErrorCode.NeedsRestart, Place(configuration.Document.Root!, path), path, now?.Shown ?? SettingText.Nothing,
                before is { IsHidden: true } ? "the value of the start, which serves until a restart" : $"{before?.Shown ?? SettingText.Nothing}, which serves until a restart",
                ConfigSeverity.Warning);
        }
    }

    private static SortedDictionary<string, SettingText> Read(LoadedConfiguration configuration)
    {
        var node = configuration.Document.Root!.Find("Gateway")?.Value as ConfigObject;
        var settings = new SortedDictionary<string, SettingText>(StringComparer.Ordinal);
        SettingText.Read(configuration.File.Gateway, node, "Gateway", (path, name) => path == "Gateway" ? Sections.Contains(name) : !Reloaded.Contains(name), settings);
        return settings;
    }

    // A member that is not there is reported where it would stand.
    private static ConfigLocation Place(ConfigObject root, string path)
    {
        ConfigNode node = root;
        foreach (var name in path.Split(':'))
        {
            if ((node as ConfigObject)?.Find(name)?.Value is not { } next) break;
            node = next;
        }

        return node.Location;
    }
}
