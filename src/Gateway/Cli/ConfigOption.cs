using System.CommandLine;

namespace Gateway.Cli;

/// <summary>--config, which every command has that reads the configuration.</summary>
internal static class ConfigOption
{
    public const string DefaultPath = "config/gateway.json";

    public static Option<string> Create() => new("--config", "-c")
    {
        Description = "The configuration file.",
        DefaultValueFactory = static _ => DefaultPath,
        HelpName = "PATH",
    };
}
