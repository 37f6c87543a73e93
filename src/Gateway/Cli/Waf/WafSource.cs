using System.CommandLine;
using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Waf;
using Gateway.Policies.Waf.Explaining;
using Gateway.Policies.Waf.Rules;
using Gateway.SecLang.Parsing;

namespace Gateway.Cli.Waf;

/// <summary>Which rules a command tries: those of a route, or files.</summary>
internal sealed class WafSource
{
    private const string SuiteVariables =
        "arg_name_length=100\narg_length=400\ntotal_arg_length=6400\nmax_num_args=255\nmax_file_size=64100\ncombined_file_sizes=65535\ncrs_validate_utf8_encoding=1";

    private readonly Option<string?> _config = new("--config", "-c") { Description = "The configuration that has the route.", HelpName = "PATH" };
    private readonly Option<string?> _route = new("--route") { Description = "The route whose Waf options apply; not needed where one route has some.", HelpName = "NAME" };
    private readonly Option<string[]> _rules = new("--rules") { Description = "Rule files in place of a configuration; * may stand in a name. Default: where Debian's modsecurity-crs has the Core Rule Set.", HelpName = "PATH", AllowMultipleArgumentsPerToken = true };
    private readonly Option<int?> _level = WholeNumberOption.CreateOptional("--paranoia-level", 1, 4);

    public WafSource(Command command)
    {
        (_level.Description, _level.HelpName) = ("With --rules: 1 to 4.", "N");
        foreach (var option in (Option[])[_config, _route, _rules, _level]) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_route) is not null && result.GetValue(_config) is null) result.AddError("--route is one of a configuration; allowed: with --config");
            if (result.GetValue(_config) is not null && (result.GetValue(_rules) is { Length: > 0 } || result.GetResult(_level) is not null)) result.AddError("--config has its own rules; allowed: without --rules and --paranoia-level");
        });
    }

    /// <summary>The rules; null after the problem has been written to standard error.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="isSuite">The tests are those of the Core Rule Set, which ask for settings of their own.</param>
    public async Task<WafTrial?> LoadAsync(ParseResult result, bool isSuite = false)
    {
        if (await OptionsAsync(result) is not var (options, route)) return null;
        var settings = WafRuleSettings.Of(options);
        if (isSuite) settings = settings with { Variables = settings.Variables + SuiteVariables, Defaults = "" };
        foreach (var pattern in settings.Patterns)
        {
            if (RuleFiles.Find(pattern, "/").Count > 0) continue;
            await Console.Error.WriteLineAsync($"gateway waf: found no file {pattern}; allowed: {WafOptionsValidator.Remedy}");
            return null;
        }

        var loaded = LoadedRules.Load(settings);
        foreach (var finding in loaded.Findings.Where(static f => f.Severity is ConfigSeverity.Error)) await Console.Error.WriteLineAsync(finding.ToString());
        return loaded.Rules is { } rules ? new WafTrial(rules, options, isRoute: route is not null) { Route = route } : null;
    }

    private async Task<(WafOptions Options, TrialRoute? Route)?> OptionsAsync(ParseResult result)
    {
        if (result.GetValue(_config) is { } path) return await OfRouteAsync(path, result.GetValue(_route));
        var options = new WafOptions { ParanoiaLevel = result.GetValue(_level) };
        if (result.GetValue(_rules) is { Length: > 0 } files) options.Rules = [.. files.Select(Path.GetFullPath)];
        return (options, null);
    }

    private static async Task<(WafOptions Options, TrialRoute? Route)?> OfRouteAsync(string path, string? route)
    {
        await using var session = await ConfigurationSession.LoadAsync(path, TimeProvider.System);
        if (session.Result.Configuration is not { } configuration)
        {
            foreach (var finding in BriefFindings.Of(session.Result.Findings)) await Console.Error.WriteLineAsync(finding);
            return null;
        }

        var routes = configuration.Routes
            .Where(static r => r.Policies.Options.GetValueOrDefault(WafPolicy.PolicyName) is { Mode: not PolicyMode.Off })
            .Where(r => route is null || string.Equals(r.Id, route, StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (routes.Count == 1)
        {
            var options = (WafOptions)routes[0].Policies.Options[WafPolicy.PolicyName];
            return (options, new TrialRoute(routes[0].Id, options.Mode, options.EnforcePercent));
        }

        await Console.Error.WriteLineAsync(routes.Count == 0
            ? $"gateway waf: found no route {route ?? "with a Waf policy"} in {path}; allowed: one whose Waf policy is not Off"
            : $"gateway waf: found {routes.Count} routes with a Waf policy; allowed: --route with one of {string.Join(", ", routes.Take(20).Select(static r => r.Id))}");
        return null;
    }
}
