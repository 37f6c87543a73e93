using Gateway.Policies.Configuration;

namespace Gateway.Hosting.Reload;

/// <summary>Settings that are read when the process starts. A reload that changes one goes through and says that it has to wait.</summary>
internal static class RestartSettings
{
    private static readonly string[] Sections = ["Https", "Http", "Limits", "Health", "Admin", "Events", "AccessLog", "Demo", "Drain", "Redis"];

    // Members of these sections that a reload does apply.
    private static readonly string[] Reloaded = ["Certificates", "MinimumTlsVersion", "PublicPort", "RequestTimeout"];

    public static IEnumerable<ConfigError> Changed(LoadedConfiguration before, LoadedConfiguration after)
    {
        foreach (var section in Sections)
        {
            var now = Section(after, section);
            if (Text(Section(before, section)) == Text(now)) continue;
            var location = now?.Location ?? after.Document.Root!.Location;
            yield return new ConfigError(
                ConfigErrorCode.NeedsRestart, location, $"Gateway:{section}", "a change of a setting that is read at start",
                "the value of the start until the process is restarted", ConfigSeverity.Warning);
        }
    }

    private static ConfigNode? Section(LoadedConfiguration configuration, string name) =>
        (configuration.Document.Root!.Find("Gateway")?.Value as ConfigObject)?.Find(name)?.Value;

    private static string Text(ConfigNode? node) => node switch
    {
        null => "",
        ConfigObject o => string.Join(',', o.Members.Where(m => !Reloaded.Contains(m.Name)).OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => $"{m.Name}:{{{Text(m.Value)}}}")),
        ConfigArray array => string.Join(',', array.Items.Select(Text)),
        ConfigScalar scalar => $"{scalar.Kind}={scalar.Text}",
        _ => "",
    };
}
