using System.Net;
using System.Text.RegularExpressions;
using Gateway.IntegrationTests.Telemetry;
using Gateway.Policies.Waf;
using Gateway.SecLang.Tests.Support;

namespace Gateway.IntegrationTests.Waf.Crs;

/// <summary>
/// The regression suites of the Core Rule Set over sockets: the raw bytes go through the server, the gate, and the policy, and the events say which rules matched. What ends
/// otherwise than the suite expects stands in a file with the reason, and in it stands nothing else.
/// </summary>
public sealed class CrsEndToEndTests
{
    private const int Parallel = 8;

    private static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(5);

    private static readonly (string, string)[] Defaults3 =
    [
        ("allowed_methods", "GET HEAD POST OPTIONS"),
        ("allowed_request_content_type",
            "|application/x-www-form-urlencoded| |multipart/form-data| |multipart/related| |text/xml| |application/xml| |application/soap+xml| |application/json| "
            + "|application/cloudevents+json| |application/cloudevents-batch+json|"),
        ("restricted_headers", "/accept-charset/ /content-encoding/ /proxy/ /lock-token/ /content-range/ /if/"),
    ];

    private static readonly (string, string)[] Defaults4 =
    [
        ("allowed_methods", "GET HEAD POST OPTIONS"),
        ("allowed_request_content_type", "|application/x-www-form-urlencoded| |multipart/form-data| |text/xml| |application/xml| |application/soap+xml| |application/json|"),
        ("restricted_headers_basic",
            "/content-encoding/ /proxy/ /lock-token/ /content-range/ /if/ /x-http-method-override/ /x-http-method/ /x-method-override/ /x-middleware-subrequest/ /expect/"),
    ];

    [Fact]
    [Trait("Data", "CRS-3-tests")]
    public async Task Suite3_ThroughTheGateway_HoldsButForTheOverrides()
    {
        WafBench.Require();
        var tests = CoreRuleSetTest.ReadAll().FindAll(static t => !t.Disabled);
        await using var site = await CrsSite.StartAsync(SuiteRequest.Hosts(tests), Defaults3);
        var overridden = await RunAsync(site, tests, "crs-3-overrides.jsonc");
        Assert.Equal((2396, 59), (tests.Count, overridden));

        var matches = (await Scrape.OfAsync(site.Gateway)).Single(static f => f.Name == "gateway_waf_matches_total").Samples;
        Assert.InRange(matches.Count, 150, WafMetrics.MaxRules + 1);
        Assert.Contains(matches, static m => m.Labels["rule"] == "942100" && m.Value > 10);
    }

    [Fact]
    [Trait("Data", "CRS-4")]
    public async Task Suite4_ThroughTheGateway_HoldsButForTheOverrides()
    {
        var folder = Environment.GetEnvironmentVariable("GATEWAY_CRS4");
        if (string.IsNullOrEmpty(folder)) Assert.Skip("GATEWAY_CRS4 is not set: it names a checkout of coreruleset 4.x with its tests in crs-4-tests.jsonl.");
        var tests = CoreRuleSetTest.Read(Path.Combine(folder, "crs-4-tests.jsonl")).FindAll(static t => !t.Disabled);
        await using var site = await CrsSite.StartAsync(SuiteRequest.Hosts(tests), Defaults4, folder + "/crs-setup.conf.example", folder + "/rules/*.conf");
        await RunAsync(site, tests, "crs-4-overrides.jsonc");
        Assert.InRange(tests.Count, 4800, int.MaxValue);
    }

    private static async Task<int> RunAsync(CrsSite site, List<CoreRuleSetTest> tests, string overridesFile)
    {
        var stages = tests.SelectMany(static t => t.Stages.Select(s => (Test: t, Stage: s))).ToArray();
        var answers = new (IPAddress From, int Status, bool IsInspected)[stages.Length];
        await System.Threading.Tasks.Parallel.ForAsync(
            0, stages.Length, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = TestContext.Current.CancellationToken },
            async (i, _) => answers[i] = await CrsExchange.SendAsync(site.Gateway, SuiteRequest.Of(stages[i].Stage), i));

        var events = CrsExchange.ByAddress(site.Gateway);
        var overrides = CrsOverride.Read(overridesFile);
        var problems = new List<string>();
        var differing = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < stages.Length; i++)
        {
            var (test, stage) = stages[i];
            var exchange = new CrsExchange(answers[i].Status, answers[i].IsInspected, [.. events[answers[i].From.ToString()]]);
            if (Judge(test, stage, exchange) is not { } difference || !differing.Add(test.Name)) continue;
            var known = overrides.GetValueOrDefault(test.Name);
            if (known is null || (known.Status, known.Reason) != (exchange.Status, exchange.Reason) || (known.Status is not 200 && exchange.IsInspected)) problems.Add($"{test.Name}: {exchange.Status} {exchange.Reason}: {difference}");
        }

        problems.AddRange(overrides.Keys.Where(name => !differing.Contains(name)).Select(static name => $"{name}: holds, or is no test; take it off the list"));
        Assert.True(problems.Count == 0, problems.Count + " of " + tests.Count + "\n" + string.Join('\n', problems));
        return differing.Count;
    }

    /// <summary>Null: as the suite expects. What never came to the rules is no proof that they do not match.</summary>
    private static string? Judge(CoreRuleSetTest test, CoreRuleSetStage stage, CrsExchange exchange)
    {
        var fired = exchange.Fired;
        if (stage.Error is true || stage.Status.Any(static s => s is not 200))
        {
            // The server of the suite refuses the request, or its rules do; a rule is enough here, where rules refuse nothing.
            if (stage.Status.Contains(exchange.Status) || (stage.Error is true && exchange.Status is 0 or >= 400) || fired.Contains(test.Rule)) return Logs(stage, exchange);
            if (stage.Ids.Count + stage.NotIds.Count == 0) return $"status {string.Join('/', stage.Status)} expected; fired {Show(fired)}";
        }

        if (!exchange.IsInspected) return "not inspected";
        var missing = stage.Ids.Where(id => !fired.Contains(id)).ToList();
        if (missing.Count > 0) return $"missing {string.Join(' ', missing)}; fired {Show(fired)}";
        var unwanted = stage.NotIds.Where(fired.Contains).ToList();
        return unwanted.Count > 0 ? $"unwanted {string.Join(' ', unwanted)}" : Logs(stage, exchange);
    }

    private static string? Logs(CoreRuleSetStage stage, CrsExchange exchange)
    {
        if (stage.LogPattern is { } pattern && !Finds(exchange.Log, pattern)) return $"no log with {pattern}; fired {Show(exchange.Fired)}";
        return stage.NoLogPattern is { } absent && Finds(exchange.Log, absent) ? $"log with {absent}" : null;
    }

    private static bool Finds(string log, string pattern) =>
        Regex.IsMatch(log, pattern.Replace("id:", "id \"", StringComparison.Ordinal), RegexOptions.CultureInvariant, PatternTimeout);

    private static string Show(IEnumerable<int> ids) => string.Join(' ', ids.Order());
}
