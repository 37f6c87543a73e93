using System.Text.Json.Nodes;
using Gateway.Benchmarks.Support;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Contenders;

/// <summary>The configuration of a gateway that serves one scenario: metrics on, access log off, security events to a file.</summary>
internal static class GatewayConfiguration
{
    private const string Tight = """ "Permits": 3, "Window": "1h" """;

    private const string Hardening = """ "SecurityHeaders": {}, "RequestLimits": { "MaxBodyBytes": "1MiB" } """;

    // Every client here has the same address, which by default may begin a hundred handshakes a second.
    private const string AllFromOneAddress = """ "Limits": { "HandshakesPerSecondPerAddress": 0 }, """;

    /// <param name="scenario">The work.</param>
    /// <param name="site">Backend, Redis and material.</param>
    /// <param name="ports">Where it listens.</param>
    /// <param name="added">Routes beside those of the scenario: what a reload brings.</param>
    public static string For(Scenario scenario, Site site, GatewayPorts ports, params IEnumerable<string> added)
    {
        var routes = scenario.RouteIds.Concat(added).Select(id => Route(id, scenario, site, $""" "Permits": {scenario.Permits}, "Window": "1s" """)).Append(Route($"{scenario.Name}-tight", scenario, site, Tight));
        var material = site.Material;
        return $$"""
            {
              "Gateway": {
                "PublicHosts": ["127.0.0.1"],
                "Https": { "Address": "127.0.0.1", "Port": {{ports.Https}}, "Certificates": [{ "Path": {{Text(material.CertificatePath)}}, "KeyPath": {{Text(material.KeyPath)}} }] },
                "Health": { "Address": "127.0.0.1", "Port": {{ports.Health}} },
                "Admin": { "Address": "127.0.0.1", "Port": {{ports.Admin}} },
                "Drain": { "Delay": "0s", "Timeout": "2s" },
                {{AllFromOneAddress}}
                {{(scenario.IsShared ? $$""" "Redis": { "ConnectionString": "127.0.0.1:{{site.RedisPort}}", "Prefix": "load-{{scenario.Name}}:", "Replicas": {{site.Replicas}}{{(scenario.IsUnleased ? """, "LeasePercent": 0""" : "")}} },""" : "")}}
                "ApiKeys": { "partners": { "Path": {{Text(material.ApiKeysPath)}}, "Pepper": "{{Material.Pepper}}" } },
                "Jwt": {
                  "main": {
                    "Issuer": "{{TokenIssuer.Issuer}}", "Audiences": ["{{TokenIssuer.Audience}}"], "JwksPath": {{Text(material.JwksPath)}}{{(scenario.IsUncached ? """, "CacheEntries": 0""" : "")}}
                  }
                },
                "Events": { "Path": {{Text(material.Folder.PathOf($"{scenario.Name}-{ports.Https}.events.log"))}} }
              },
              "ReverseProxy": {
                "Routes": { {{string.Join(", ", routes)}} },
                "Clusters": { "backend": { "Destinations": { "a": { "Address": "{{site.Backend}}" } } } }
              }
            }
            """;
    }

    private static string Route(string id, Scenario scenario, Site site, string limit) =>
        $$""" "{{id}}": { "ClusterId": "backend", "Match": { "Path": "/{{id}}/{**rest}" }, "Policies": { {{Policies(scenario, site, id, limit)}} } }""";

    private static string Policies(Scenario scenario, Site site, string id, string limit)
    {
        const string anonymous = """ "Authentication": { "Anonymous": { "Reason": "a load test" } } """;
        if (!scenario.IsLimited) return $"{anonymous}{Body(scenario, site)}";
        if (!scenario.IsAuthenticated) return $$"""{{anonymous}}, "RateLimit": { "{{id}}": { "By": ["Address"], {{limit}}, "Shared": {{(scenario.IsShared ? "true" : "false")}} } }, {{Hardening}}""";
        var scheme = scenario.Credential is Credential.ApiKey ? "ApiKey:partners" : "Jwt:main";
        return $$"""
            "Authentication": { "Schemes": ["{{scheme}}"] }, "Authorization": { "Scopes": ["orders:read"] },
            "RateLimit": { "{{id}}": { "By": ["Consumer"], {{limit}}, "Shared": {{(scenario.IsShared ? "true" : "false")}} } },
            "Cors": { "Origins": ["{{Scenario.Origin}}"] }, {{Hardening}}
            """;
    }

    private static string Body(Scenario scenario, Site site) =>
        (scenario.MaxBody is { } most ? $$""", "RequestLimits": { "MaxBodyBytes": "{{most}}" }""" : "")
        + (scenario.IsValidated ? $$""", "Validation": { "Body": {{Text(site.Material.OrderSchemaPath)}} }""" : "");

    private static string Text(string text) => JsonValue.Create(text).ToJsonString();
}
