using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Text.Json;
using Gateway.Policies.Waf;
using Gateway.Policies.Waf.Findings;
using Gateway.SecLang;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.UnitTests.Waf;

/// <summary>What is told of requests: bounded, and without values.</summary>
public sealed class WafFindingsTests
{
    private static readonly RuleSet Rules = RuleSet.Load(new RuleSetOptions
    {
        Recommended = false,
        Before = string.Concat(Enumerable.Range(1, 300).Select(static i =>
            $"SecRule ARGS \"@contains bad\" \"id:{i},phase:1,pass,log,msg:'a rule %{{MATCHED_VAR}}',logdata:'%{{MATCHED_VAR}}',severity:2,tag:'attack-{i}',tag:'OWASP_CRS',setvar:tx.anomaly_score=+5\"\n")),
    }).RuleSet!;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Facts_OfManyRulesAndNames_AreBoundedAndWithoutValues(bool logValues)
    {
        using var transaction = Rules.Begin();
        var query = "/?" + string.Join('&', Enumerable.Range(0, 50).Select(static i => new string('n', 500) + $"{i}=bad123456789"));
        transaction.Request.Line("GET"u8, Encoding.ASCII.GetBytes(query), "HTTP/1.1"u8);
        transaction.Request.EndHead(transaction.BodySettings);
        transaction.Run(1);
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            new WafFacts(transaction, 300, logValues).Write(json);
            json.WriteEndObject();
        }

        var facts = JsonDocument.Parse(text.ToArray()).RootElement;
        Assert.Equal(16, facts.GetProperty("rules").GetArrayLength());
        Assert.Equal(284, facts.GetProperty("moreRules").GetInt32());
        Assert.Equal(Enumerable.Range(17, 64), facts.GetProperty("moreRuleIds").EnumerateArray().Select(static id => id.GetInt32()));
        Assert.Equal(300 * 50 * 5, facts.GetProperty("score").GetInt32());
        Assert.InRange(text.Length, 1000, 16_000);
        Assert.DoesNotContain("bad123456789", facts.ToString(), StringComparison.Ordinal);
        Assert.Equal(logValues, facts.GetProperty("rules")[0].TryGetProperty("value", out _));
        Assert.Equal("a rule %{MATCHED_VAR}", facts.GetProperty("rules")[0].GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("1' OR 1=1--", "ARGS:id", "1' OR 1=1--")]
    [InlineData("card 4111111111111111 x", "ARGS:q", "card 41*** x")]
    [InlineData("averyverylongwordofsomebody", "ARGS:q", "av***")]
    [InlineData("hunter2' OR", "ARGS:Password", "***")]
    [InlineData("a=b", "REQUEST_HEADERS:Authorization", "***")]
    [InlineData("a=b", "REQUEST_COOKIES:x", "***")]
    // Whole bodies and queries have names of their own.
    [InlineData("a=1&password=hunter2' OR&b=2", "QUERY_STRING", "a=1&password=***&b=2")]
    [InlineData("user%5Bpassword%5D=hunter2", "REQUEST_URI", "user%5Bpassword%5D=***")]
    [InlineData("password_new%3dhunter2", "REQUEST_BODY", "password_new%3d***")]
    [InlineData("{\"pin\" : 123}", "REQUEST_BODY", "{\"pin\" :***")]
    [InlineData("{\"password\":\"hun\\\"ter2\",\"a\":\"<b>\"}", "REQUEST_BODY", "{\"password\":***\",\"a\":\"<b>\"}")]
    [InlineData("{\\\"token\\\":\\\"abc\\\",1}", "REQUEST_BODY", "{\\\"token\\\":***\",1}")]
    [InlineData("<token>abc</token><b>", "XML", "<token>***</token>***<b>")]
    [InlineData("X-Api-Key: abc def\r\nA: b", "REQUEST_BODY", "X-Api-Key:***\r\nA: b")]
    [InlineData("the pass and x=1", "ARGS:q", "the pass and x=1")]
    [InlineData("ÐÐÐÐÐÐÐÐÐÐÐÐÐÐÐÐÐ=1", "ARGS:q", "ÐÐ***=1")]
    public void Value_IsMasked(string value, string target, string shown) => Assert.Equal(shown, ValueMask.Of(value, [target]));

    /// <summary>The value that is shown is that of what matched last, be its name among those that are told or not.</summary>
    [Fact]
    public void Value_OfASecretBehindManyOthers_IsHidden()
    {
        using var transaction = Rules.Begin();
        var query = "/?" + string.Concat(Enumerable.Range(0, 20).Select(static i => $"n{i}=bad&")) + "password=badhunter";
        transaction.Request.Line("GET"u8, Encoding.ASCII.GetBytes(query), "HTTP/1.1"u8);
        transaction.Request.EndHead(transaction.BodySettings);
        transaction.Run(1);
        Assert.All(new WafFacts(transaction, 300, logValues: true).Rules, static rule => Assert.Equal("***", rule.Value));
    }

    [Fact]
    public void Metrics_TellRulesApartUpToTheBound()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var metrics = new WafMetrics(services.GetRequiredService<IMeterFactory>());
        var counts = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == WafMetrics.MeterName && instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>()) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counts[(string)tags[0].Value!] = counts.GetValueOrDefault((string)tags[0].Value!) + value);
        listener.Start();
        using var transaction = Rules.Begin();
        transaction.Request.Line("GET"u8, "/?a=bad"u8, "HTTP/1.1"u8);
        transaction.Request.EndHead(transaction.BodySettings);
        transaction.Run(1);
        metrics.Count(transaction.Matches);
        metrics.Count(transaction.Matches);

        Assert.Equal(WafMetrics.MaxRules + 1, counts.Count);
        Assert.Equal(2 * (300 - WafMetrics.MaxRules), counts["other"]);
        Assert.Equal(600, counts.Values.Sum());
    }

    [Fact]
    public void Ramp_GrowsByClientsAndKeepsThem()
    {
        var clients = Enumerable.Range(0, 2000).Select(static i => new IPAddress([10, 1, (byte)(i >> 8), (byte)i])).ToList();
        var before = new HashSet<IPAddress>();
        foreach (var percent in (int[])[0, 1, 10, 50, 90, 100])
        {
            var ramp = new EnforceRamp(percent);
            var now = clients.Where(ramp.Includes).ToHashSet();
            Assert.Superset(before, now);
            Assert.InRange(now.Count, 20 * percent - 100, 20 * percent + 100);
            if (percent is 0 or 100) Assert.Equal(20 * percent, now.Count);
            before = now;
        }

        // One subscriber, whatever address of the network.
        var half = new EnforceRamp(50);
        Assert.Single(Enumerable.Range(1, 50).Select(i => half.Includes(IPAddress.Parse($"2001:db8:0:7::{i:x}"))).Distinct());
    }
}
