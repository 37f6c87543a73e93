using System.Text;
using System.Text.Json;
using Gateway.Cli.Waf;
using Gateway.IntegrationTests.Support;
using Gateway.IntegrationTests.Waf;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Waf;
using Gateway.Policies.Waf.Explaining;
using Gateway.Policies.Waf.Rules;
using Gateway.SecLang.Testing;

namespace Gateway.IntegrationTests.Cli;

/// <summary>gateway waf explain, test and tune: what a person gets to see, and what a pipeline gets to know.</summary>
public sealed class WafCommandTests : IDisposable
{
    private const string Tests = """
        meta: { author: t }
        rule_id: 1001
        tests:
          - test_id: 1
            stages:
              - input: { uri: "/?a=bad", headers: { Host: localhost } }
                output: { log: { expect_ids: [1001] } }
          - test_id: 2
            stages:
              - input: { uri: "/?a=fine", headers: { Host: localhost } }
                output: { log: { no_expect_ids: [1001] } }
          - test_id: 3
            stages:
              - input: { uri: "/" }
                output: { status: 400 }
        """;

    private const string Rules = "SecRule ARGS:a \"@streq bad\" \"id:1001,phase:2,deny,status:403,log,msg:'no'\"\n";

    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();

    public WafCommandTests()
    {
        _folder.Write("rules/a.conf", Rules);
        _folder.Write("tests/a.yaml", Tests);
    }

    public void Dispose()
    {
        _pki.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Test_OfAFolder_CountsAndFailsByItsExitCode()
    {
        string[] test = ["waf", "test", _folder.PathOf("tests"), "--rules", _folder.PathOf("rules/a.conf")];
        Assert.Equal((0, "2 passed, 0 failed, 1 left out, of 1 file\n", ""), await GatewayProcess.RunAsync(_folder, test));
        _folder.Write("tests/b.yml", Tests.Replace("a=fine", "a=bad", StringComparison.Ordinal));
        _folder.Write("tests/c.yaml", "meta: { author: t }");
        _folder.Write("tests/docker-compose.yml", "services: { web: { image: x } }");
        var (exit, output, errors) = await GatewayProcess.RunAsync(_folder, test);
        Assert.Equal(1, exit);
        Assert.Contains("failed   1001-2: unwanted 1001", output, StringComparison.Ordinal);
        Assert.Contains("3 passed, 2 failed, 2 left out, of 3 files; 1 other YAML file without tests\n", output, StringComparison.Ordinal);
        Assert.Contains("c.yaml: found no tests", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_OfARoute_HasItsExclusions()
    {
        var policies = """{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "Waf": { "Rules": ["rules/*.conf"], "Exclusions": [{ "RuleIds": ["1001"] }] } }""";
        var config = new TestConfiguration(_folder, _pki).Cluster("http://127.0.0.1:1/").Route("api", "/a", policies).Route("other", "/b").Write();
        var (exit, output, _) = await GatewayProcess.RunAsync(_folder, "waf", "test", _folder.PathOf("tests"), "--config", config);
        Assert.Equal(1, exit);
        Assert.Contains("failed   1001-1: missing 1001", output, StringComparison.Ordinal);
        (exit, _, var errors) = await GatewayProcess.RunAsync(_folder, "waf", "test", _folder.PathOf("tests"), "--config", config, "--route", "other");
        Assert.Equal(1, exit);
        Assert.Contains("found no route other", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tune_ShowsTheNoisiestFirst_AndSuggestsExclusions()
    {
        var events = new StringBuilder();
        for (var i = 0; i < 4; i++)
            events.AppendLine("{\"policy\":\"Waf\",\"route\":\"orders\",\"clientAddress\":\"192.0.2." + i + "\",\"waf\":{\"rules\":[{\"id\":941100,\"message\":\"XSS\",\"targets\":[\"ARGS:json.items." + i + ".html\"]}]}}");
        events.AppendLine("""{"policy":"Waf","route":"orders","clientAddress":"192.0.2.9","waf":{"rules":[{"id":942100,"message":"SQL","targets":["ARGS:f","ARGS:e","ARGS:d","ARGS:c","ARGS:b","ARGS:a"]}]}}""");
        var file = _folder.Write("events.log", events.ToString());
        var (exit, output, errors) = await GatewayProcess.RunAsync(_folder, "waf", "tune", file);
        Assert.Equal((0, ""), (exit, errors));
        Assert.StartsWith("5 events with rules", output, StringComparison.Ordinal);
        Assert.True(output.IndexOf("941100", StringComparison.Ordinal) < output.IndexOf("942100", StringComparison.Ordinal));
        Assert.Contains("ARGS:c (1), ARGS:d (1), … 2 more", output, StringComparison.Ordinal);
        (exit, output, _) = await GatewayProcess.RunAsync(_folder, "waf", "tune", file, "--json");
        var exclusion = Assert.Single(JsonDocument.Parse(output).RootElement.GetProperty("orders").GetProperty("Exclusions").EnumerateArray());
        Assert.Equal(["$.items[*].html"], exclusion.GetProperty("Targets").EnumerateArray().Select(static t => t.GetString()));
        Assert.Equal(1, (await GatewayProcess.RunAsync(_folder, "waf", "tune", _folder.Write("none.log", "{}\n"))).ExitCode);
    }

    [Fact]
    public async Task Commands_WithoutRules_SayHowToGetThem()
    {
        var (exit, _, errors) = await GatewayProcess.RunAsync(_folder, "waf", "test", _folder.PathOf("tests"), "--rules", _folder.PathOf("none/*.conf"));
        Assert.Equal(1, exit);
        Assert.Contains("apt-get install modsecurity-crs", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_OfNothing_SaysSo()
    {
        var (exit, output, errors) = await GatewayProcess.RunAsync(_folder, "waf", "explain", "--rules", _folder.PathOf("rules/a.conf"));
        Assert.Equal((1, ""), (exit, output));
        Assert.Contains("found no request on standard input", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PolicyMode.Enforce, 100, "Refused with 403 by rule 1001 in phase 2")]
    [InlineData(PolicyMode.Enforce, 10, "Refused with 403 by rule 1001 in phase 2 for some clients; route r has EnforcePercent 10")]
    [InlineData(PolicyMode.Enforce, 0, "Would be refused with 403 by rule 1001 in phase 2; route r has EnforcePercent 0")]
    [InlineData(PolicyMode.Report, 100, "Would be refused with 403 by rule 1001 in phase 2; route r is in Report")]
    public void Explanation_OfARoute_SaysWhatItGives(PolicyMode mode, int percent, string decision)
    {
        _folder.Write("rules/a.conf", Rules.Replace("status:403", "status:503,severity:2", StringComparison.Ordinal));
        var options = new WafOptions { Rules = [_folder.PathOf("rules/a.conf")] };
        var trial = new WafTrial(LoadedRules.Load(WafRuleSettings.Of(options)).Rules!, options, isRoute: true) { Route = new TrialRoute("r", mode, percent) };
        var text = ExplanationText.Of(trial.Run(RawRequest.Parse("GET /?a=bad HTTP/1.1\r\nHost: localhost\r\n\r\n"u8), answer: null), showsValues: false);
        Assert.EndsWith(decision, text, StringComparison.Ordinal);
        Assert.Contains("1001  Critical, always on  no", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Explanation_SaysWhatMatchedAndWhatIsDecided_AndMasksValues()
    {
        WafBench.Require();
        var options = new WafOptions();
        var trial = new WafTrial(LoadedRules.Load(WafRuleSettings.Of(options)).Rules!, options);
        var request = RawRequest.Parse("GET /?token=1%27%20UNION%20SELECT%20password%20FROM%20users-- HTTP/1.1\r\nHost: localhost\r\n\r\n"u8);
        var result = trial.Run(request, answer: null);
        var text = ExplanationText.Of(result, showsValues: false);
        Assert.True(result.IsRefused);
        Assert.Contains("942100  Critical, paranoia level 1", text, StringComparison.Ordinal);
        Assert.Contains("ARGS:token", text, StringComparison.Ordinal);
        Assert.Contains("blocked from 5 on", text, StringComparison.Ordinal);
        Assert.EndsWith("Refused with 403 by rule 949110 in phase 2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("password", text, StringComparison.Ordinal);
        Assert.Contains("password", ExplanationText.Of(result, showsValues: true), StringComparison.Ordinal);

        var fine = trial.Run(RawRequest.Parse("GET /?q=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"u8), answer: null);
        Assert.StartsWith("No rule matches.", ExplanationText.Of(fine, showsValues: false), StringComparison.Ordinal);
        Assert.EndsWith("Passes", ExplanationText.Of(fine, showsValues: false), StringComparison.Ordinal);
    }
}
