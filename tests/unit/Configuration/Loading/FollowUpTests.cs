using static Gateway.UnitTests.Configuration.Loading.ConfigTexts;

namespace Gateway.UnitTests.Configuration.Loading;

/// <summary>One mistake gives one finding: what only follows from a member being dropped is not reported besides.</summary>
public sealed class FollowUpTests
{
    [Theory]
    [InlineData("""{ "x": { "By": ["Address"], "Permits": 5, "Window": "1 second" } }""", "GW2005 Gateway:Policies:RateLimit:x:Window")]
    [InlineData("""{ "x": { "By": ["Address"], "Permits": 5, "Window": "367d" } }""", "GW2004 Gateway:Policies:RateLimit:x:Window")]
    [InlineData("""{ "x": { "By": ["Address"], "Permits": 5, "Windw": "1s" } }""", "GW2001 Gateway:Policies:RateLimit:x:Windw")]
    [InlineData("""{ "x": { "By": ["IP"], "Permits": 5, "Window": "1s" } }""", "GW2005 Gateway:Policies:RateLimit:x:By[0]")]
    [InlineData("""{ "x": { "By": ["IP", "Address", "Global"], "Permits": 5, "Window": "1s" } }""", "GW2005 Gateway:Policies:RateLimit:x:By[0]")]
    [InlineData("""{ "x": { "By": ["Address"], "Permits": "5", "Window": "1s" } }""", "GW2002 Gateway:Policies:RateLimit:x:Permits")]
    [InlineData("""{ "x": { "By": ["Address"], "Permits": 5, "Window": "${env:NOPE}" } }""", "GW1005 Gateway:Policies:RateLimit:x:Window")]
    public async Task RateLimit_OneWrongMember_OneError(string rules, string error) =>
        Assert.Equal([error], await ErrorsAsync(Config(Routes(Route("a", "/a")), policies: $$"""{ "RateLimit": {{rules}} }""")));

    [Theory]
    [InlineData("""{ "Anonymous": {} }""", "GW2003 ReverseProxy:Routes:a:Policies:Authentication:Anonymous:Reason")]
    [InlineData("""{ "Schemes": "Jwt:main" }""", "GW2002 ReverseProxy:Routes:a:Policies:Authentication:Schemes")]
    [InlineData("""{ "Schemes": [5] }""", "GW2002 ReverseProxy:Routes:a:Policies:Authentication:Schemes[0]")]
    [InlineData("""{ "Scheme": ["Jwt:main"] }""", "GW2001 ReverseProxy:Routes:a:Policies:Authentication:Scheme")]
    public async Task Authentication_OneWrongMember_OneError(string authentication, string error) =>
        Assert.Equal([error], await ErrorsAsync(Config($$"""{ "a": { "ClusterId": "orders", "Match": { "Path": "/a" }, "Policies": { "Authentication": {{authentication}} } } }""")));

    [Fact]
    public async Task Authentication_MisspeltForAllRoutes_OneErrorAndNoneAtTheRoutes() =>
        Assert.Equal(
            ["GW2001 Gateway:Policies:Authentification"],
            await ErrorsAsync(Config("""{ "a": { "ClusterId": "orders", "Match": { "Path": "/a" } } }""", policies: """{ "Authentification": { "Anonymous": { "Reason": "for tests" } } }""")));

    [Fact]
    public async Task Authentication_MissingBesideAnotherMistake_IsReported() =>
        Assert.Equal(
            ["GW2001 Gateway:Policies:RateLimits", "GW3003 ReverseProxy:Routes:a:Policies"],
            await ErrorsAsync(Config("""{ "a": { "ClusterId": "orders", "Match": { "Path": "/a" } } }""", policies: """{ "RateLimits": {} }""")));

    // The set says By and Permits, the route a Window: the merged rule keeps the places of both.
    [Fact]
    public async Task Merged_WrongMemberInALayer_OneError() =>
        Assert.Equal(
            ["GW2005 Gateway:PolicySets:slow:RateLimit:x:By[0]"],
            await ErrorsAsync(Config(
                $$"""{ "a": { "ClusterId": "orders", "Match": { "Path": "/a" }, "PolicySets": ["slow"], "Policies": { "Authentication": { "Anonymous": { "Reason": "for tests" } }, "RateLimit": { "x": { "Window": "1s" } } } } }""",
                sets: """{ "slow": { "RateLimit": { "x": { "By": ["IP"], "Permits": 5 } } } }""")));

    [Theory]
    [InlineData("""{ "orders": 5 }""", "GW2002 ReverseProxy:Clusters:orders")]
    [InlineData("""{ "orders": { "Destinations": { "a": { "Address": "${env:NOPE}" } } } }""", "GW1005 ReverseProxy:Clusters:orders:Destinations:a:Address")]
    [InlineData("""{ "orders": { "Destinations": { "a": 5 } } }""", "GW2002 ReverseProxy:Clusters:orders:Destinations:a")]
    [InlineData("""{ "orders": { "Destinations": { "a": { "Address": "" } } } }""", "GW2005 ReverseProxy:Clusters:orders:Destinations:a:Address")]
    public async Task Cluster_OneMistake_OneError(string clusters, string error) =>
        Assert.Equal([error], await ErrorsAsync(Config(Routes(Route("a", "/a")), clusters)));

    // What other members refer to is there, only wrong.
    [Theory]
    [InlineData("\"Redis\": \"redis:6379\"", "GW2002 Gateway:Redis")]
    [InlineData("\"Jwt\": { \"main\": 5 }", "GW2002 Gateway:Jwt:main")]
    [InlineData("\"PolicySets\": { \"slow\": 5 }", "GW2002 Gateway:PolicySets:slow")]
    public async Task Reference_ToAMemberInError_IsNoFinding(string member, string error)
    {
        var sets = member.Contains("PolicySets", StringComparison.Ordinal) ? """{ "slow": 5 }""" : """{ "slow": {} }""";
        var jwt = member.Contains("Jwt", StringComparison.Ordinal) ? "\"Jwt\": { \"main\": 5 }" : """  "Jwt": { "main": { "Issuer": "i", "Audiences": ["a"], "JwksUri": "https://i/keys" } }""";
        var redis = member.Contains("Redis", StringComparison.Ordinal) ? member : "\"Redis\": { \"ConnectionString\": \"redis:6379\" }";
        var result = await LoadAsync(Config("""
            { "a": {
              "ClusterId": "orders", "Match": { "Path": "/a" }, "PolicySets": ["slow"],
              "Policies": {
                "Authentication": { "Schemes": ["Jwt:main"] }, "Authorization": { "AnyAuthenticated": true },
                "RateLimit": { "x": { "By": ["Address"], "Permits": 5, "Window": "1s", "Shared": true, "OnStoreFailure": "Deny" } } } } }
            """, sets: sets, gateway: $"{redis}, {jwt},"));

        Assert.Equal([error], result.Findings.Select(static f => $"{f.Code} {f.Path}"));
    }

    [Fact]
    public async Task Hosts_OfRoutes_AreNotHeldAgainstPublicHostsInError()
    {
        var text = Config(Routes(Route("a", "/a", match: """, "Hosts": ["api.example.com"]""")));

        Assert.Equal(["GW2005 Gateway:PublicHosts[0]"], await ErrorsAsync(text.Replace("[\"api.example.com\"", "[\"API.example.com\"", StringComparison.Ordinal).Replace(", \"*.shops.example.com\", \"[::1]\"]", "]", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Members_WithMistakesOfTheirOwn_AllReported() =>
        Assert.Equal(
            ["GW2002 Gateway:Policies:RateLimit:x:Permits", "GW4001 Gateway:Policies:RateLimit:y:Burst"],
            await ErrorsAsync(Config(Routes(Route("a", "/a")), policies: """
                { "RateLimit": { "x": { "By": ["Address"], "Permits": "5", "Window": "1s" }, "y": { "Algorithm": "FixedWindow", "Burst": 3, "By": ["Address"], "Permits": 5, "Window": "1s" } } }
                """)));
}
