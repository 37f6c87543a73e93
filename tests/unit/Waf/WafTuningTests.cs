using Gateway.Policies.Waf.Explaining;

namespace Gateway.UnitTests.Waf;

public sealed class WafTuningTests
{
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
