using System.IO.Compression;
using System.Text;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Waf;
using Gateway.Policies.Waf.Explaining;
using Gateway.SecLang;
using Gateway.SecLang.Testing;

namespace Gateway.UnitTests.Waf;

/// <summary>A trial with the options of a route says what the gateway would do.</summary>
public sealed class WafTrialTests
{
    private static readonly RuleSet Rules = RuleSet.Load(new RuleSetOptions
    {
        Before = """
            SecAction "id:1,phase:1,pass,nolog,ctl:forceRequestBodyVariable=On"
            SecRule ARGS|REQUEST_BODY "@contains bad" "id:2,phase:2,deny,status:403,log"
            SecRule RESPONSE_STATUS "@eq 500" "id:3,phase:3,deny,status:403,log"
            SecRule RESPONSE_BODY "@contains leak" "id:4,phase:4,deny,status:403,log"
            """,
    }).RuleSet!;

    [Fact]
    public void Body_OfASkippedType_IsNotLookedAt()
    {
        Assert.Empty(Run(new WafOptions(), "application/octet-stream", "", "bad"u8.ToArray()).Matches);
        Assert.Equal(403, Run(new WafOptions(), "text/plain", "", "bad"u8.ToArray()).Verdict?.Status);
        Assert.Empty(Run(new WafOptions { RequestBody = false }, "text/plain", "", "bad"u8.ToArray()).Matches);
    }

    [Fact]
    public void Body_ThatIsCompressed_IsLookedAtDecompressed_OrRefused()
    {
        var options = new WafOptions { MaxInspectedBodyBytes = 64 << 10 };
        const string Form = "application/x-www-form-urlencoded";
        Assert.Equal(403, Run(options, Form, "Content-Encoding: gzip\r\n", Gzip("a=bad")).Verdict?.Status);
        Assert.False(Run(options, Form, "Content-Encoding: gzip\r\n", Gzip("a=fine")).IsRefused);
        foreach (var (coding, body, status) in new[]
        {
            ("gzip", "a=1"u8.ToArray(), "400"), ("zstd", "a=1"u8.ToArray(), "415"), ("gzip\r\nContent-Encoding: gzip", Gzip("a=1"), "415"), ("gzip", Gzip("a=" + new string('x', 1 << 20)), "413"),
        })
        {
            var result = Run(options, Form, $"Content-Encoding: {coding}\r\n", body);
            Assert.StartsWith(status, result.Unread, StringComparison.Ordinal);
            Assert.True(result.IsRefused);
        }
    }

    [Fact]
    public void Body_LargerThanInspected_IsTreatedAsTheRouteSays()
    {
        var json = Encoding.ASCII.GetBytes("{\"a\":\"" + new string('x', 5000) + "\"}");
        Assert.True(Run(new WafOptions { MaxInspectedBodyBytes = 4096 }, "application/json", "", json).BodyTooLarge);
        Assert.False(Run(new WafOptions { MaxInspectedBodyBytes = 4096, BodyLimitAction = WafLimitAction.ProcessPartial }, "application/json", "", json).IsRefused);
    }

    [Theory]
    [InlineData(WafResponseMode.Off, "text/html", "")]
    [InlineData(WafResponseMode.Head, "text/html", "3")]
    [InlineData(WafResponseMode.Body, "text/html", "3 4")]
    [InlineData(WafResponseMode.Body, "image/png", "3")]
    public void Answer_IsLookedAtAsFarAsTheRouteDoes(WafResponseMode mode, string type, string matched)
    {
        var trial = new WafTrial(Rules, new WafOptions { Response = mode }, isRoute: true);
        var result = trial.Run(RawRequest.Parse("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8), new TrialAnswer(500, [("Content-Type"u8.ToArray(), Encoding.ASCII.GetBytes(type))], "a leak"u8.ToArray()));
        Assert.Equal(matched, string.Join(' ', result.Matches.Select(static m => m.Rule.Id)));
    }

    [Theory]
    [InlineData("deny,status:403", 1, 403)]
    [InlineData("deny,status:404", 1, 404)]
    [InlineData("deny,status:500", 1, 403)]
    [InlineData("deny,status:200", 2, 403)]
    [InlineData("redirect:'https://example.com/'", 1, 403)]
    [InlineData("drop", 1, 403)]
    [InlineData("deny,status:403", 3, 502)]
    [InlineData("pass", 1, null)]
    public void Status_IsWhatTheGatewayGives_NotWhatTheRuleSays(string action, int phase, int? status)
    {
        var rules = RuleSet.Load(new RuleSetOptions { Before = $"SecAction \"id:1,phase:{phase},{action},log\"" }).RuleSet!;
        var result = new WafTrial(rules, new WafOptions()).Run(RawRequest.Parse("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8), new TrialAnswer(200, [], []));
        Assert.Equal(status, result.Status);
        Assert.Equal(status is not null, result.IsRefused);
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\n\r\nx=1", "3", "x=1")]
    [InlineData("POST / HTTP/1.1\nHost: a\n\nx=1\n", "4", "x=1\n")]
    [InlineData("POST / HTTP/1.1\nContent-Length: 3\n\nx=1\n", "3", "x=1")]
    [InlineData("POST / HTTP/1.1\nContent-Length: 9\n\nx=1\n", "9", "x=1\n")]
    [InlineData("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n3\nx=1\n0\n\n", null, "x=1")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n\r\n\n", null, "")]
    [InlineData("\n\nGET / HTTP/1.1\nHost: a\n", null, "")]
    public void Request_OutOfAFile_SaysHowLongItsBodyIs(string text, string? length, string body)
    {
        var request = TrialRequest.Read(Encoding.ASCII.GetBytes(text))!;
        Assert.Equal(length, request.Head.Header("Content-Length"u8) is { } value ? Encoding.ASCII.GetString(value) : null);
        Assert.Equal(body, Encoding.ASCII.GetString(request.Body));
        Assert.Equal(text.Contains("Host", StringComparison.Ordinal) ? "a" : null, request.Head.Header("Host"u8) is { } host ? Encoding.ASCII.GetString(host) : null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n \n")]
    public void Request_ThatIsNotThere_IsNone(string text) => Assert.Null(TrialRequest.Read(Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData("a=bad", "403", nameof(FtwOutcome.Passed))]
    [InlineData("a=bad", "[400, 403]", nameof(FtwOutcome.Passed))]
    [InlineData("a=bad", "200", nameof(FtwOutcome.Failed))]
    [InlineData("a=bad", "404", nameof(FtwOutcome.Failed))]
    [InlineData("a=bad", "400", nameof(FtwOutcome.LeftOut))]
    [InlineData("a=1", "200", nameof(FtwOutcome.Passed))]
    [InlineData("a=1", "[404]", nameof(FtwOutcome.Passed))]
    [InlineData("a=1", "403", nameof(FtwOutcome.Failed))]
    [InlineData("a=1", "502", nameof(FtwOutcome.LeftOut))]
    [InlineData("a=1", "400", nameof(FtwOutcome.LeftOut))]
    [InlineData("a=1", "[200, 403]", nameof(FtwOutcome.Passed))]
    public void Test_OfAStatus_IsDecidedByTheRules_WhereARouteIsTried(string query, string status, string outcome)
    {
        var test = Assert.Single(FtwTest.Read(new YamlDotNet.Serialization.DeserializerBuilder().Build().Deserialize(
            "{ rule_id: 1, tests: [{ test_id: 1, stages: [{ input: { uri: /?" + query + ", headers: { Host: a } }, output: { status: " + status + " } }] }] }"), "a.yaml"));
        var route = new TrialRoute("r", PolicyMode.Report, 100);
        Assert.Equal(outcome, new FtwRun(new WafTrial(Rules, new WafOptions(), isRoute: true) { Route = route }).Judge(test).Outcome.ToString());
        Assert.Equal(FtwOutcome.LeftOut, new FtwRun(new WafTrial(Rules, new WafOptions())).Judge(test).Outcome);
    }

    private static WafTrialResult Run(WafOptions options, string type, string headers, byte[] body) =>
        new WafTrial(Rules, options, isRoute: true).Run(
            RawRequest.Parse([.. Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\n{headers}Content-Length: {body.Length}\r\n\r\n"), .. body]), answer: null);

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
