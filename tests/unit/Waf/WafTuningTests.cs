using System.Text;
using Gateway.Policies.Waf;
using Gateway.Policies.Waf.Explaining;
using Gateway.SecLang;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Testing;

namespace Gateway.UnitTests.Waf;

public sealed class WafTuningTests
{
    private static readonly RuleSet Rules = RuleSet.Load(new RuleSetOptions { Before = "SecRule ARGS \"@streq bad\" \"id:1,phase:2,deny,status:403,log\"" }).RuleSet!;

    [Theory]
    [InlineData("ARGS:comment", "ARGS:comment")]
    [InlineData("ARGS:json.items.7.html", "$.items[*].html")]
    [InlineData("ARGS:json.0.a", "$[*].a")]
    [InlineData("ARGS:json.a..b", "ARGS:json.a..b")]
    [InlineData("REQUEST_COOKIES:x", "REQUEST_COOKIES:x")]
    public void Shape_OfATarget_LeavesIndexesOut(string target, string shape) => Assert.Equal(shape, TargetShape.Of(target));

    [Fact]
    public void Rules_AreCountedByRouteTargetAndClient_AndSuggestedFromSomeClientsOn()
    {
        var noise = new NoisyRules();
        for (var i = 0; i < 5; i++)
            noise.Add($$$"""{"event":"request.reported","policy":"Waf","route":"orders","clientAddress":"192.0.2.{{{i}}}","waf":{"rules":[{"id":941100,"message":"XSS","targets":["ARGS:json.items.{{{i}}}.html"]},{"id":920420,"targets":["TX:0"]}]}}""");
        noise.Add("""{"policy":"Waf","route":"orders","clientAddress":"192.0.2.9","waf":{"rules":[{"id":942100,"message":"SQL","targets":["ARGS:id"]}]}}""");
        noise.Add("""{"event":"request.reported.aggregated","policy":"Waf","route":"orders","count":70}""");
        noise.Add("""{"policy":"RateLimit","route":"orders"}""");
        noise.Add("""{"policy":"Waf","waf":{"rules":[{"id":"x"},1]}}""");
        noise.Add("not json");
        noise.Add("[1]");
        noise.Add("");

        Assert.Equal((7, 70, 2), (noise.Events, noise.Aggregated, noise.Unreadable));
        var xss = Assert.Single(noise.Rules, static r => r.Rule == 941100);
        Assert.Equal((5, 5), (xss.Requests, xss.Clients.Count));
        var advice = ExclusionAdvice.For(xss, minClients: 3)!;
        Assert.Equal(["941100"], advice.RuleIds);
        Assert.Equal(["$.items[*].html"], advice.Targets);
        // A single client may be an attacker, and what rules compute is no target.
        Assert.Null(ExclusionAdvice.For(noise.Rules.Single(static r => r.Rule == 942100), minClients: 3));
        Assert.Null(ExclusionAdvice.For(noise.Rules.Single(static r => r.Rule == 920420), minClients: 3));
    }

    [Fact]
    public void Suggestion_LeavesOutTargetsThatFewClientsHaveCaused()
    {
        var noise = new NoisyRules();
        for (var i = 1; i <= 3; i++) noise.Add(Event($"192.0.2.{i}", "ARGS:q"));
        // The noisiest of all, and alone.
        for (var i = 0; i < 20; i++) noise.Add(Event("198.51.100.66", "ARGS:id"));
        var rule = Assert.Single(noise.Rules);
        Assert.Equal((23, 4), (rule.Requests, rule.Clients.Count));
        var advice = ExclusionAdvice.For(rule, minClients: 3)!;
        Assert.Equal(["ARGS:q"], advice.Targets);
        Assert.EndsWith("seen 3 times, from 3 clients", advice.Comment, StringComparison.Ordinal);
        Assert.Null(ExclusionAdvice.For(rule, minClients: 4));
        Assert.Equal(["ARGS:id", "ARGS:q"], ExclusionAdvice.For(rule, minClients: 1)!.Targets);

        static string Event(string client, string target) =>
            "{\"policy\":\"Waf\",\"route\":\"a\",\"clientAddress\":\"" + client + "\",\"waf\":{\"rules\":[{\"id\":942100,\"targets\":[\"" + target + "\"]}]}}";
    }

    /// <summary>What is suggested for a place means that place, whatever its members are called.</summary>
    [Theory]
    [InlineData("""{"items":[{"html":"bad"}]}""", "$.items[*].html", """{"items":{"x":{"html":"bad"}}}""")]
    [InlineData("""{"items":[{"odd.name":"bad"}]}""", "$.items[*]['odd.name']", """{"items":[{"odd":{"name":"bad"}}]}""")]
    [InlineData("""{"items":[{"odd":{"name":"bad"}}]}""", "$.items[*].odd.name", """{"items":[{"odd.name":"bad"}]}""")]
    [InlineData("""{"a[0]":"bad"}""", "$['a[0]']", """{"a":["bad"]}""")]
    [InlineData("""{"it's":"bad"}""", "$['it's']", """{"its":"bad"}""")]
    [InlineData("""{"it's.x'":"bad"}""", "$['it's.x'']", """{"its":"bad"}""")]
    [InlineData("""{"C:\\a.b\\":["bad"]}""", """$['C:\a.b\'][*]""", """{"C:\\a":"bad"}""")]
    [InlineData("""{"a\\b":"bad"}""", """$.a\b""", """{"ab":"bad"}""")]
    [InlineData("""{"*":"bad"}""", "$['*']", """{"x":"bad"}""")]
    [InlineData("""{"a|b/c":"bad"}""", "$.a|b/c", """{"a":"bad"}""")]
    [InlineData("""{"größe":{"größe.cm":"bad"}}""", "$.größe['größe.cm']", """{"größe":"bad"}""")]
    [InlineData("""{"$ref":{"@type":"bad"}}""", "$.$ref.@type", """{"ref":"bad"}""")]
    public void Suggestion_ForAPlaceOfABody_ExcludesThatPlace(string body, string path, string other)
    {
        var target = Assert.Single(Run(new WafOptions(), body)).Targets[0];
        Assert.Equal(path, TargetShape.Of(target));
        Assert.True(TargetShape.CanBeExcluded(path));
        var options = new WafOptions { Exclusions = [new WafExclusion { RuleIds = ["1"], Targets = [path] }] };
        Assert.Empty(Run(options, body));
        Assert.Single(Run(options, other));
    }

    [Theory]
    [InlineData("""{"a']b.c":"bad"}""")]
    [InlineData("""{"a['b.c']":"bad"}""")]
    [InlineData("""{"['":"bad"}""")]
    [InlineData("""{"":{"a.b":"bad"}}""")]
    public void Suggestion_ForAPlaceThatNoPathCanSay_IsNone(string body)
    {
        var shape = TargetShape.Of(Assert.Single(Run(new WafOptions(), body)).Targets[0]);
        Assert.True(!TargetShape.CanBeExcluded(shape) || Run(new WafOptions { Exclusions = [new WafExclusion { RuleIds = ["1"], Targets = [shape] }] }, body).Count == 0, shape);
    }

    [Theory]
    [InlineData("ARGS:/.*/")]
    [InlineData("ARGS:a|REQUEST_COOKIES")]
    [InlineData("ARGS:json.a['b']")]
    public void Suggestion_OfANameWithAnotherMeaning_IsNone(string target) => Assert.False(TargetShape.CanBeExcluded(target));

    private static IReadOnlyList<MatchedRule> Run(WafOptions options, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var head = Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {bytes.Length}\r\n\r\n");
        return new WafTrial(Rules, options, isRoute: true).Run(RawRequest.Parse([.. head, .. bytes]), answer: null).Matches;
    }

    [Theory]
    [InlineData("2001:db8:0:7::{0}", 1)]
    [InlineData("2001:db8:0:{0}::1", 5)]
    [InlineData("192.0.2.{0}", 5)]
    [InlineData("::ffff:192.0.2.{0}", 5)]
    public void Clients_AreSubscribers_AsTheRampCountsThem(string addresses, int clients)
    {
        var noise = new NoisyRules();
        for (var i = 1; i <= 5; i++)
            noise.Add("{\"policy\":\"Waf\",\"route\":\"a\",\"clientAddress\":\"" + addresses.Replace("{0}", $"{i}", StringComparison.Ordinal) + "\",\"waf\":{\"rules\":[{\"id\":1,\"targets\":[\"ARGS:id\"]}]}}");
        var rule = Assert.Single(noise.Rules);
        Assert.Equal((5, clients), (rule.Requests, rule.Clients.Count));
        Assert.Equal(clients >= 3, ExclusionAdvice.For(rule, minClients: 3) is not null);
    }
}
