using System.Text.Json.Nodes;
using Gateway.Hosting.Reload;
using Gateway.Policies.Authentication.Jwt.Keys;
using Gateway.Policies.Configuration;
using Gateway.Policies.Events.Lines;
using Gateway.Policies.Pipeline;

namespace Gateway.Hosting.Health;

/// <summary>Whether this replica wants traffic, with the detail that an operator needs and nothing that an attacker does.</summary>
internal sealed class Readiness(CurrentSnapshot snapshots, ConfigurationReloader reloader, JwtKeyRings keys, LineOutputs outputs)
{
    private volatile bool _draining;

    /// <summary>False from the moment that the process was told to stop. What depends on a remote party does not count: those routes answer 503, the others work.</summary>
    public bool IsReady => !_draining;

    public void Drain() => _draining = true;

    public JsonObject Describe()
    {
        var snapshot = snapshots.Value;
        return new JsonObject
        {
            ["status"] = IsReady ? "ready" : "draining",
            ["generation"] = snapshot.Generation,
            ["configHash"] = snapshot.Configuration.Hash,
            ["lastReload"] = reloader.Last switch { null => "none", { Succeeded: true } => "succeeded", _ => "failed" },
            ["keys"] = new JsonArray([.. keys.Health().Select(k => (JsonNode)new JsonObject
            {
                ["issuer"] = k.Name,
                ["ready"] = k.IsReady,
                ["healthy"] = k.IsHealthy,
            })]),
            ["failingOutputs"] = outputs.Failing.Count(),
            ["reportingPolicies"] = new JsonArray([.. Reporting(snapshot)]),
        };
    }

    private static IEnumerable<JsonNode> Reporting(GatewaySnapshot snapshot) =>
        from route in snapshot.Configuration.Routes
        from policy in route.Policies.Options
        where policy.Value.Mode is PolicyMode.Report
        select (JsonNode)new JsonObject { ["route"] = route.Id, ["policy"] = policy.Key, ["until"] = policy.Value.Until?.ToString("yyyy-MM-dd") };
}
