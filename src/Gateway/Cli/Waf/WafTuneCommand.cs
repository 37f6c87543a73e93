using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Policies.Waf;
using Gateway.Policies.Waf.Explaining;

namespace Gateway.Cli.Waf;

/// <summary><c>gateway waf tune</c>: the noisiest rules of a file of events, and exclusions that would silence them.</summary>
internal static class WafTuneCommand
{
    private const int MostRows = 100_000;
    private const int ShownTargets = 4;

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var path = new Argument<string>("EVENTS") { Description = "A file of Gateway:Events; - is standard input." };
        var top = WholeNumberOption.Create("--top", 20, 1, MostRows);
        (top.Description, top.HelpName) = ($"How many rules are shown, 1 to {MostRows}.", "N");
        var clients = WholeNumberOption.Create("--min-clients", 3, 0, int.MaxValue);
        (clients.Description, clients.HelpName) = ("Suggest only targets at which at least so many client addresses (/64 of IPv6) have made the rule match: a single one may be an attacker.", "N");
        var json = new Option<bool>("--json") { Description = "Only the suggested exclusions, by route." };
        var command = new Command("tune", "Show which rules of the Waf policy events name most, and suggest exclusions. Read each before it is used: an attack is no false positive. Exit code 0: done, 1: there are no such events.") { path, top, clients, json };
        command.SetAction(async (result, cancellation) =>
        {
            var noise = new NoisyRules();
            try
            {
                using var reader = result.GetValue(path) == "-" ? new StreamReader(Console.OpenStandardInput()) : new StreamReader(result.GetValue(path)!);
                while (await reader.ReadLineAsync(cancellation) is { } line) noise.Add(line);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync($"gateway waf tune: {error.Message}");
                return CommandLine.Invalid;
            }

            var rules = noise.Rules.OrderByDescending(static r => r.Requests).ThenBy(static r => r.Rule).Take(result.GetValue(top)).ToList();
            if (!result.GetValue(json)) WriteTable(noise, rules);
            await Console.Out.WriteLineAsync(Advice(rules, result.GetValue(clients)).ToJsonString(Format));
            return noise.Events > 0 ? CommandLine.Success : CommandLine.Invalid;
        });
        return command;
    }

    private static void WriteTable(NoisyRules noise, List<RuleNoise> rules)
    {
        Console.WriteLine($"{noise.Events} events with rules; {noise.Aggregated} requests were only counted; {noise.Unreadable} lines were not readable");
        Console.WriteLine();
        Console.WriteLine("REQUESTS  CLIENTS  RULE    ROUTE                 TARGETS");
        foreach (var rule in rules)
        {
            var targets = rule.Targets.OrderByDescending(static t => t.Value.Requests).ThenBy(static t => t.Key, StringComparer.Ordinal).Take(ShownTargets)
                .Select(static t => string.Create(CultureInfo.InvariantCulture, $"{t.Key} ({t.Value.Requests})")).ToList();
            if (rule.Targets.Count > ShownTargets) targets.Add(string.Create(CultureInfo.InvariantCulture, $"… {rule.Targets.Count - ShownTargets} more"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rule.Requests,8}  {rule.Clients.Count,7}  {rule.Rule,-6}  {rule.Route,-20}  {string.Join(", ", targets)}"));
            Console.WriteLine($"                                                 {rule.Message}");
        }

        Console.WriteLine();
    }

    private static JsonObject Advice(List<RuleNoise> rules, int minClients)
    {
        var routes = new JsonObject();
        foreach (var rule in rules)
        {
            if (ExclusionAdvice.For(rule, minClients) is not { } exclusion) continue;
            if (routes[rule.Route] is not JsonObject route) routes[rule.Route] = route = new JsonObject { ["Exclusions"] = new JsonArray() };
            ((JsonArray)route["Exclusions"]!).Add(ToJson(exclusion));
        }

        return routes;
    }

    private static JsonObject ToJson(WafExclusion exclusion) => new()
    {
        ["RuleIds"] = new JsonArray([.. exclusion.RuleIds.Select(static i => (JsonNode)i)]),
        ["Targets"] = new JsonArray([.. exclusion.Targets.Select(static t => (JsonNode)t)]),
        ["Comment"] = exclusion.Comment,
    };
}
