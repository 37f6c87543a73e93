using Gateway.Policies.Configuration;
using Gateway.Policies.RateLimit;
using Gateway.Policies.RequestLimits;
using static Gateway.UnitTests.Configuration.Loading.ConfigTexts;

namespace Gateway.UnitTests.Configuration.Loading;

public sealed class EffectivePoliciesTests
{
    private const string Everywhere = """{ "RequestLimits": { "MaxBodyBytes": 1, "MaxPathBytes": 1, "MaxQueryBytes": 1 }, "SecurityHeaders": {}, "Authentication": { "Anonymous": { "Reason": "for tests" } } }""";

    private const string Sets = """
        {
          "one": { "RequestLimits": { "MaxBodyBytes": 2, "MaxPathBytes": 2 }, "RateLimit": { "a": { "By": ["Address"], "Permits": 1, "Window": "1s" } } },
          "two": { "RequestLimits": { "MaxBodyBytes": 3 }, "SecurityHeaders": null }
        }
        """;

    [Fact]
    public async Task Merge_GatewayThenSetsInOrderThenRoute_LastWins()
    {
        var limits = await Limits("""["one", "two"]""", """{ "RequestLimits": { "MaxQueryBytes": 4 } }""");
        var turned = await Limits("""["two", "one"]""", """{}""");

        Assert.Equal((3, 2, 4), (limits.MaxBodyBytes, limits.MaxPathBytes, limits.MaxQueryBytes));
        Assert.Equal((2, 2, 1), (turned.MaxBodyBytes, turned.MaxPathBytes, turned.MaxQueryBytes));

        static async Task<RequestLimitsOptions> Limits(string sets, string policies) =>
            (RequestLimitsOptions)(await Load(sets, policies)).Policies.Options["RequestLimits"];
    }

    [Fact]
    public async Task Merge_Null_RemovesAPolicyAndAMember()
    {
        var route = await Load("""["one", "two"]""", """{ "RateLimit": null, "RequestLimits": { "MaxBodyBytes": null } }""");

        Assert.Equal(["Authentication", "RequestLimits"], route.Policies.Options.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(1 << 20, ((RequestLimitsOptions)route.Policies.Options["RequestLimits"]).MaxBodyBytes);
    }

    [Fact]
    public async Task Merge_RemovedAndGivenAgain_StartsFromNothing()
    {
        var route = await Load("""["two"]""", """{ "SecurityHeaders": {} }""");

        Assert.Contains("SecurityHeaders", route.Policies.Options.Keys);
    }

    [Fact]
    public async Task Merge_EachValue_KnowsItsSource()
    {
        var route = await Load("""["one", "two"]""", """{ "RequestLimits": { "MaxQueryBytes": 4 } }""");

        var limits = (ConfigObject)route.Policies.Node.Find("RequestLimits")!.Value;
        Assert.Equal(
            [
                "Gateway:PolicySets:two:RequestLimits:MaxBodyBytes",
                "Gateway:PolicySets:one:RequestLimits:MaxPathBytes",
                "ReverseProxy:Routes:a:Policies:RequestLimits:MaxQueryBytes",
            ],
            limits.Members.Select(m => m.Value.Path));
        Assert.Equal("Gateway:Policies:Authentication:Anonymous", ((ConfigObject)route.Policies.Node.Find("Authentication")!.Value).Find("Anonymous")!.Value.Path);
    }

    [Fact]
    public async Task Merge_Arrays_Replace()
    {
        var configuration = await LoadValidAsync(Config(
            $$"""{ "a": { "ClusterId": "orders", "Match": { "Path": "/a" }, "Policies": { "RateLimit": { "x": { "By": ["Route"] } } } } }""",
            policies: """{ "Authentication": { "Anonymous": { "Reason": "for tests" } }, "RateLimit": { "x": { "By": ["Address"], "Permits": 1, "Window": "1s" } } }"""));

        var rule = ((RateLimitOptions)configuration.Routes[0].Policies.Options["RateLimit"]).Rules["x"];
        Assert.Equal(["Route"], rule.By);
        Assert.Equal(1, rule.Permits);
    }

    [Fact]
    public async Task Merge_NullInGatewayPolicies_MeansNothing()
    {
        var configuration = await LoadValidAsync(Config(
            Routes(Route("a", "/a")),
            policies: """{ "Cors": null, "RateLimit": { "x": null, "y": { "By": ["Address"], "Permits": 1, "Window": "1s" } } }"""));

        Assert.Equal(["Authentication", "RateLimit"], configuration.Routes[0].Policies.Options.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["RateLimit"], configuration.Unmatched.Options.Keys);
    }

    [Theory]
    [InlineData("Gateway:Policies", """{ "RateLimt": {} }""", null, null)]
    [InlineData("Gateway:Policies", """{ "RateLimt": null }""", null, null)]
    [InlineData("Gateway:PolicySets:unused", null, """{ "unused": { "RateLimt": {} } }""", null)]
    [InlineData("ReverseProxy:Routes:a:Policies", null, null, "{}")]
    [InlineData("ReverseProxy:Routes:a:Policies", null, null, "null")]
    public async Task Check_MisspeltPolicy_ReportedOnceWhereverItStands(string at, string? everywhere, string? sets, string? own)
    {
        var policies = own is null ? Open : $$"""{ "Authentication": { "Anonymous": { "Reason": "for tests" } }, "RateLimt": {{own}} }""";
        var result = await LoadAsync(Config(
            $$"""{ "a": { "ClusterId": "orders", "Match": { "Path": "/a" }, "Policies": {{policies}} } }""", policies: everywhere, sets: sets));

        var error = Assert.Single(result.Errors);
        Assert.Equal(("GW2001", $"{at}:RateLimt"), (error.Code, error.Path));
        Assert.Contains("did you mean \"RateLimit\"", error.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_RoutesWithoutAuthentication_EachIsNamed()
    {
        var result = await LoadAsync(Config(
            """
            {
              "a": { "ClusterId": "orders", "Match": { "Path": "/a" } },
              "b": { "ClusterId": "orders", "Match": { "Path": "/b" }, "PolicySets": ["s"] },
              "c": { "ClusterId": "orders", "Match": { "Path": "/c" }, "Policies": { "SecurityHeaders": {} } }
            }
            """,
            policies: """{ "SecurityHeaders": {} }""",
            sets: """{ "s": { "RequestLimits": {} } }"""));

        Assert.Equal(
            ["GW3003 ReverseProxy:Routes:a:Policies", "GW3003 ReverseProxy:Routes:b:Policies", "GW3003 ReverseProxy:Routes:c:Policies"],
            result.Errors.Select(e => $"{e.Code} {e.Path}"));
        Assert.Equal(3, result.Errors.Select(e => e.Location).Distinct().Count());
    }

    [Fact]
    public async Task Check_RouteThatDoesNotCompleteASharedSet_IsNamed()
    {
        var result = await LoadAsync(Config(
            """
            {
              "good": { "ClusterId": "orders", "Match": { "Path": "/a" }, "PolicySets": ["s"], "Policies": { "Authorization": { "AnyAuthenticated": true } } },
              "bad": { "ClusterId": "orders", "Match": { "Path": "/b" }, "PolicySets": ["s"] }
            }
            """,
            sets: """{ "s": { "Authentication": { "Schemes": ["Jwt:main"] } } }""",
            gateway: """ "Jwt": { "main": { "Issuer": "https://id.example.com", "JwksUri": "https://id.example.com/jwks", "Audiences": ["orders"] } }, """));

        Assert.Equal("GW3003 ReverseProxy:Routes:bad:Policies:Authentication", Assert.Single(result.Errors.Select(e => $"{e.Code} {e.Path}")));
    }

    [Fact]
    public async Task Check_InheritedMistake_ReportedOnceForAllRoutes()
    {
        var errors = await ErrorsAsync(Config(
            Routes(Route("a", "/a"), Route("b", "/b"), Route("c", "/c")), policies: """{ "RequestLimits": { "MaxHeaderCount": 0 } }"""));

        Assert.Equal(["GW2004 Gateway:Policies:RequestLimits:MaxHeaderCount"], errors);
    }

    [Fact]
    public async Task Unmatched_PolicyThatRoutesComplete_IsLeftOut()
    {
        var configuration = await LoadValidAsync(Config(
            Routes("""
                "a": { "ClusterId": "orders", "Match": { "Path": "/a" }, "Policies": { "Authentication": { "Anonymous": { "Reason": "for tests" } }, "RateLimit": { "x": { "Permits": 1 } } } }
                """),
            policies: """{ "SecurityHeaders": {}, "RateLimit": { "x": { "By": ["Address"], "Window": "1s" } } }"""));

        Assert.Equal(["SecurityHeaders"], configuration.Unmatched.Options.Keys);
        Assert.Contains("RateLimit", configuration.Routes[0].Policies.Options.Keys);
    }

    private static async Task<LoadedRoute> Load(string sets, string policies)
    {
        var route = $$"""{ "a": { "ClusterId": "orders", "Match": { "Path": "/a" }, "PolicySets": {{sets}}, "Policies": {{policies}} } }""";
        return Assert.Single((await LoadValidAsync(Config(route, policies: Everywhere, sets: Sets))).Routes);
    }
}
