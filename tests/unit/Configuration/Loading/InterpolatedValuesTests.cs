using static Gateway.UnitTests.Configuration.Loading.ConfigTexts;

namespace Gateway.UnitTests.Configuration.Loading;

public sealed class InterpolatedValuesTests
{
    [Fact]
    public async Task Findings_AboutInterpolatedValues_NeverShowThem()
    {
        const string Secret = "${env:SECRET}";
        var policies = $$"""
            { "Authentication": { "Schemes": ["{{Secret}}"] }, "Authorization": { "Permissions": ["{{Secret}}"] }, "Cors": { "Origins": ["{{Secret}}"] } }
            """;
        var more = $$"""
            , "PolicySets": ["{{Secret}}"], "Transforms": [{ "X-Forwarded": "{{Secret}}" }]
            """;
        var routes = Routes(Route("a", "/a", more: more).Replace(Open, policies, StringComparison.Ordinal));
        var result = await LoadAsync(Config(routes, Cluster($"\"LoadBalancingPolicy\": \"{Secret}\"")));

        Assert.Equal(7, result.Findings.Count);
        Assert.All(result.Findings, f => Assert.DoesNotContain("s3cr3t", f.ToString(), StringComparison.OrdinalIgnoreCase));
    }
}
