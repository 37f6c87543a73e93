using System.Text.Json.Nodes;
using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Machine;

namespace Gateway.LoadTests.Admissions;

/// <summary>
/// Two gateways on one Redis, with a limit by address that they share. Without Redis' decision they refuse (Deny): the other modes have
/// bounds of their own, and an outage is not what is compared.
/// </summary>
internal sealed class GatewayEntrant(string algorithm, Counting counting)
    : Entrant("gateway", $"`{algorithm}`, `Shared`, leased permits, one Redis", counting, instances: 2)
{
    public override Tool Needs => Tool.Redis;

    public override async Task StartAsync(Site site, Quota quota, CancellationToken cancellation)
    {
        for (var i = 0; i < Ports.Count; i++)
        {
            var path = site.Write($"admitted-{algorithm}-{i}.json", Configuration(site, quota, Ports[i]));
            await LaunchAsync(i, site, OwnProgram.Gateway, ["run", "--config", path], cancellation);
        }
    }

    private string Configuration(Site site, Quota quota, int port) => $$"""
        {
          "Gateway": {
            "PublicHosts": ["127.0.0.1"],
            "Https": { "Address": "127.0.0.1", "Port": {{port}}, "Certificates": [{ "Path": {{Text(site.Material.CertificatePath)}}, "KeyPath": {{Text(site.Material.KeyPath)}} }] },
            "Drain": { "Delay": "0s", "Timeout": "2s" },
            "Redis": { "ConnectionString": "127.0.0.1:{{site.RedisPort}}", "Prefix": "admitted-{{algorithm}}:", "Replicas": {{Ports.Count}} },
            "Events": { "Path": {{Text(site.Material.Folder.PathOf($"admitted-{port}.events.log"))}} }
          },
          "ReverseProxy": {
            "Routes": { "all": { "ClusterId": "backend", "Match": { "Path": "/{**rest}" }, "Policies": {
              "Authentication": { "Anonymous": { "Reason": "a load test" } },
              "RateLimit": { "client": { "By": ["Address"], "Algorithm": "{{algorithm}}", "Permits": {{quota.Permits}}, "Window": "{{quota.WindowSeconds}}s", "Shared": true, "OnStoreFailure": "Deny" } } } } },
            "Clusters": { "backend": { "Destinations": { "a": { "Address": "{{site.Backend}}" } } } }
          }
        }
        """;

    private static string Text(string text) => JsonValue.Create(text).ToJsonString();
}
