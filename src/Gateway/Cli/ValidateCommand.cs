using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Policies.Configuration;

namespace Gateway.Cli;

/// <summary><c>gateway validate</c>: every finding about a configuration, offline.</summary>
internal static class ValidateCommand
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var config = ConfigOption.Create();
        var json = new Option<bool>("--json") { Description = "Print the findings as a JSON array." };
        var command = new Command("validate", "Check a configuration and print every finding. Exit code 0: valid, 1: not valid.") { config, json };
        command.SetAction(async (result, _) => await ValidateAsync(result.GetValue(config)!, result.GetValue(json)));
        return command;
    }

    private static async Task<int> ValidateAsync(string path, bool json)
    {
        await using var session = await ConfigurationSession.LoadAsync(path, TimeProvider.System);
        var findings = session.Result.Findings;
        if (json) Console.WriteLine(JsonSerializer.Serialize(findings.Select(ToJson), Json));
        else Print(path, session.Result);
        return session.Result.Configuration is null ? CommandLine.Invalid : CommandLine.Success;
    }

    private static void Print(string path, LoadResult result)
    {
        foreach (var finding in result.Findings) Console.WriteLine(finding);
        var summary = $"{CommandLine.Count(result.Errors.Count(), "error")}, {CommandLine.Count(result.Warnings.Count(), "warning")}";
        if (result.Configuration is { } configuration)
            Console.WriteLine($"{path}: valid ({CommandLine.Count(configuration.Routes.Count, "route")}, {CommandLine.Count(configuration.Clusters.Count, "cluster")}; {summary})");
        else
            Console.WriteLine($"{path}: not valid ({summary})");
    }

    private static object ToJson(ConfigError finding) => new
    {
        severity = finding.Severity is ConfigSeverity.Error ? "error" : "warning",
        code = finding.Code,
        file = finding.Location.File,
        line = finding.Location.Line,
        column = finding.Location.Column,
        path = finding.Path,
        found = finding.Found,
        allowed = finding.Allowed,
    };
}
