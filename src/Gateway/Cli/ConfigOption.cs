using System.CommandLine;

namespace Gateway.Cli;

/// <summary>--config, which every command has that reads the configuration.</summary>
internal static class ConfigOption
{
    public const string DefaultPath = "config/gateway.json";

    /// <summary>Says where the configuration is when --config does not; set in the container image.</summary>
    public const string Variable = "GATEWAY_CONFIG";

    public static Option<string> Create() => new("--config", "-c")
    {
        Description = $"The configuration file. Default: the environment variable {Variable}, or {DefaultPath}.",
        DefaultValueFactory = static _ => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : DefaultPath,
        HelpName = "PATH",
    };
}
