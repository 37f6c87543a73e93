using System.Text.Json.Nodes;
using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Machine;

namespace Gateway.LoadTests.Waf;

/// <summary>The gateway with one route that is open to everyone, with the policy Waf at its defaults or without.</summary>
internal sealed class WafGateway(WafSubject subject, Site site) : WafServer(subject, site)
{
    private readonly int _health = LoopbackPort.Free();
    private readonly int _admin = LoopbackPort.Free();

    public override string LogPath => Site.Material.Folder.PathOf($"waf-gateway-{Port}.events.log");

    public override async Task<double?> AllocatedAsync(HttpClient control, CancellationToken cancellation) =>
        PrometheusText.Sum(await control.GetStringAsync($"http://127.0.0.1:{_health}/metrics", cancellation), "dotnet_gc_heap_total_allocated_bytes_total");

    public override IReadOnlyList<long>? RulesIn(IReadOnlyCollection<string> lines) => FiredRules.OfGateway(lines);

    protected override (string File, IReadOnlyList<string> Arguments) Command() =>
        (OwnProgram.Gateway, ["run", "--config", Site.Write($"waf-gateway-{Port}.json", Configuration())]);

    private string Configuration() => $$"""
        {
          "Gateway": {
            "PublicHosts": ["localhost"],
            "Https": { "Address": "127.0.0.1", "Port": {{Port}}, "Certificates": [{ "Path": {{Text(Site.Material.CertificatePath)}}, "KeyPath": {{Text(Site.Material.KeyPath)}} }] },
            "Health": { "Address": "127.0.0.1", "Port": {{_health}} },
            "Admin": { "Address": "127.0.0.1", "Port": {{_admin}} },
            "Drain": { "Delay": "0s", "Timeout": "2s" },
            "Events": { "Path": {{Text(LogPath)}} }
          },
          "ReverseProxy": {
            "Routes": {
              "api": {
                "ClusterId": "backend", "Match": { "Path": "/api/{**rest}" },
                "Policies": { "Authentication": { "Anonymous": { "Reason": "a load test" } }{{(HasRules ? """, "Waf": { "ParanoiaLevel": 1 }""" : "")}} }
              }
            },
            "Clusters": { "backend": { "Destinations": { "a": { "Address": "{{Site.Backend}}" } } } }
          }
        }
        """;

    private static string Text(string text) => JsonValue.Create(text).ToJsonString();
}
