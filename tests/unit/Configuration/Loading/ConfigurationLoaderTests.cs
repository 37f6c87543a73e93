using Gateway.Policies;
using Gateway.Policies.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using static Gateway.UnitTests.Configuration.Loading.ConfigTexts;

namespace Gateway.UnitTests.Configuration.Loading;

public sealed class ConfigurationLoaderTests
{
    [Fact]
    public async Task Load_NineDifferentMistakes_AllAtOnceEachAtItsPlace()
    {
        var result = await LoadAsync("""
            {
              "Gateway": {
                "PublicHosts": ["api.example.com"],
                "Https": { "Certificates": [{ "Path": "tls.crt", "KeyPath": "tls.key" }], "Port": 99999 },
                "Policies": {
                  "SecurityHeader": {},
                  "RequestLimits": { "MaxHeaderCount": "many" }
                }
              },
              "ReverseProxy": {
                "Routes": {
                  "open": {
                    "ClusterId": "orders",
                    "Match": { "Path": "/open" }
                  },
                  "a": {
                    "ClusterId": "odrers",
                    "CorsPolicy": "default",
                    "Match": { "Path": "/a/{" },
                    "Policies": { "Authentication": { "Mode": "Off", "Anonymous": { "Reason": "for tests" } } }
                  }
                },
                "Clusters": { "orders": { "Destinations": { "a": { "Address": "orders:8080" } } } }
              }
            }
            """);

        Assert.Null(result.Configuration);
        Assert.Equal(
            [
                "4,87 GW2004 Gateway:Https:Port",
                "6,7 GW2001 Gateway:Policies:SecurityHeader",
                "7,44 GW2002 Gateway:Policies:RequestLimits:MaxHeaderCount",
                "12,15 GW3003 ReverseProxy:Routes:open:Policies",
                "17,22 GW3001 ReverseProxy:Routes:a:ClusterId",
                "18,9 GW2006 ReverseProxy:Routes:a:CorsPolicy",
                "19,28 GW5001 ReverseProxy:Routes:a:Match:Path",
                "20,51 GW4002 ReverseProxy:Routes:a:Policies:Authentication:Mode",
                "23,67 GW2005 ReverseProxy:Clusters:orders:Destinations:a:Address",
            ],
            result.Errors.Select(e => $"{e.Location.Line},{e.Location.Column} {e.Code} {e.Path}"));
        Assert.EndsWith("gateway.json", Assert.Single(result.Errors.Select(e => e.Location.File).Distinct()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_YarpRefuses_InTheSameListAtItsObject()
    {
        var result = await LoadAsync(Config(
            Routes(Route("a", "/a", more: """, "Transforms": [{ "NoSuchTransform": "x" }]""")),
            Cluster("\"LoadBalancingPolicy\": \"NoSuchPolicy\"")));

        Assert.Equal(
            ["GW5001 ReverseProxy:Routes:a:Transforms[0]:NoSuchTransform", "GW5001 ReverseProxy:Clusters:orders:LoadBalancingPolicy"],
            result.Errors.Select(e => $"{e.Code} {e.Path}"));
        Assert.All(result.Errors, e => Assert.True(e.Location.Line > 1));
    }

    // What the binder has reported is missing from what the checks see: none of them may fail over it.
    [Theory]
    [InlineData("""{ "a": null }""", null)]
    [InlineData("""{ "a": {} }""", null)]
    [InlineData("""{ "a": { "Match": null } }""", null)]
    [InlineData("""{ "a": { "Match": { "Path": null, "Hosts": [null], "Methods": [null] } } }""", null)]
    [InlineData("""{ "a": { "Match": { "Path": "/a", "Headers": [null, {}], "QueryParameters": [{}] } } }""", null)]
    [InlineData("""{ "a": { "Match": { "Path": "/a" }, "Transforms": [null, {}, { "X": null }] } }""", null)]
    [InlineData("""{ "a": { "Match": { "Path": "/a" }, "Policies": null, "PolicySets": null, "Reasons": null } }""", null)]
    [InlineData("""{ "a": { "Match": { "Path": "/a" }, "Policies": 5, "PolicySets": [7, null] } }""", null)]
    [InlineData("""{ "a": { "Match": { "Path": "/a" }, "Policies": { "RateLimit": 5, "Cors": [], "Authentication": "x" } } }""", null)]
    [InlineData("null", null)]
    [InlineData("[]", null)]
    [InlineData(null, "null")]
    [InlineData(null, """{ "orders": null }""")]
    [InlineData(null, """{ "orders": {} }""")]
    [InlineData(null, """{ "orders": { "Destinations": null } }""")]
    [InlineData(null, """{ "orders": { "Destinations": { "a": null, "b": {}, "c": 5, "d": { "Address": null } } } }""")]
    [InlineData(null, """{ "orders": { "Destinations": { "a": { "Address": "http://a/" } }, "SessionAffinity": { "Enabled": true }, "HealthCheck": { "Active": { "Enabled": true, "Interval": null } }, "HttpClient": null, "Reasons": null } }""")]
    [InlineData(null, """{ "orders": { "Destinations": { "a": { "Address": "http://a/" } }, "HttpRequest": { "Version": "7" } } }""")]
    [InlineData(null, """{ "orders": { "Destinations": { "a": { "Address": "http://a/" } }, "BackendTls": 5, "BackendProfile": 5, "Metadata": { "a": null } } }""")]
    public async Task Load_Holes_ReportedNotThrown(string? routes, string? clusters)
    {
        var result = await LoadAsync(Config(routes, clusters));

        Assert.Null(result.Configuration);
        Assert.NotEmpty(result.Errors);
    }

    [Fact]
    public async Task Load_Warnings_DoNotRefuse()
    {
        var result = await LoadAsync(Config(
            Routes(Route("a", "/a")), policies: """{ "Authentication": { "Schemes": ["Jwt:none"], "Mode": "Enforce" } }""").Replace(
            "\"Policies\": " + Open, """ "Policies": { "Authentication": { "Schemes": null, "Anonymous": { "Reason": "for tests" } } }""", StringComparison.Ordinal));

        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.NotNull(result.Configuration);
        Assert.Equal(["Anonymous", "Schemes"], result.Warnings.Select(w => w.Path.Split(':')[^1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Load_TimeoutOfTheRoute_OursNotYarps()
    {
        var configuration = await LoadValidAsync(Config(
            Routes(Route("a", "/a", more: """, "Timeout": "5s" """), Route("b", "/b"), Route("c", "/c", more: """, "Timeout": "0s" """)),
            gateway: """ "Limits": { "RequestTimeout": "7s" }, """));

        Assert.Equal([TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(7), null], configuration.Routes.Select(r => r.Timeout));
        Assert.All(configuration.Routes, r => Assert.Null(r.Route.Timeout));
    }

    [Fact]
    public async Task Compile_AllPolicies_PlanHasTheCataloguesOrder()
    {
        var rules = Path.GetTempFileName();
        await File.WriteAllTextAsync(rules, "SecRuleEngine On\n", TestContext.Current.CancellationToken);
        var configuration = await LoadValidAsync(Config(
            Routes($$"""
                "a": {
                  "ClusterId": "orders", "Match": { "Path": "/a" },
                  "Policies": {
                    "Waf": { "Rules": ["{{rules}}"] },
                    "SecurityHeaders": {},
                    "RequestLimits": {},
                    "Authorization": { "AnyAuthenticated": true },
                    "Authentication": { "Schemes": ["Jwt:main"] },
                    "Cors": { "Origins": ["https://app.example.com"] },
                    "RateLimit": { "by-caller": { "By": ["Consumer"], "Permits": 1, "Window": "1s", "CostHeader": "X-Cost" }, "by-address": { "By": ["Address"], "Permits": 1, "Window": "1s" } },
                    "ConcurrencyLimit": { "by-caller": { "By": ["Consumer"], "Permits": 1 }, "by-address": { "By": ["Address"], "Permits": 1 } },
                    "WebSocket": {},
                    "Retry": {},
                    "LoadShedding": {},
                    "Validation": { "Learn": true },
                    "Lockout": { "AccountFrom": ["Json:/username"] },
                    "IpAccess": { "Deny": ["192.0.2.0/24"], "Mode": "Report", "Reason": "roll-out", "Until": "2030-02-01" }
                  }
                }
                """),
            policies: """{ "IpAccess": { "Deny": ["198.51.100.0/24"] } }""",
            gateway: """ "Jwt": { "main": { "Issuer": "https://id.example.com", "JwksUri": "https://id.example.com/jwks", "Audiences": ["orders"] } }, """));
        var services = new ServiceCollection().AddLogging().AddMetrics().AddPolicies(configuration.File.Gateway);
        await using var provider = services.BuildServiceProvider();

        var snapshot = new RoutePlanCompiler(provider).Compile(configuration, generation: 1);

        var plan = Assert.Single(snapshot.Plans).Value;
        Assert.Equal(PolicyCatalog.RequestStages.Select(s => s.Policy.Name), plan.RequestStages.Select(s => s.Policy));
        Assert.Equal(PolicyCatalog.ResponseStages.Select(s => s.Policy.Name), plan.ResponseStages.Select(s => s.Policy));
        Assert.Equal(["IpAccess"], snapshot.Unmatched.RequestStages.Select(s => s.Policy));
        Assert.Equal(configuration.Routes[0].Route.ClusterId, plan.Cluster);
        File.Delete(rules);

        var reporting = plan.RequestStages[0];
        Assert.Equal((PolicyMode.Report, new DateTimeOffset(2030, 2, 2, 0, 0, 0, TimeSpan.Zero)), (reporting.Mode, reporting.ReportEnds));
        Assert.All(plan.RequestStages.Skip(1), s => Assert.Equal((PolicyMode.Enforce, null), (s.Mode, s.ReportEnds)));
    }
}
