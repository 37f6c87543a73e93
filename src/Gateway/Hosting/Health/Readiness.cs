using System.Text.Json.Nodes;
using Gateway.Hosting.Reload;
using Gateway.Policies.Authentication.ApiKey.Shared;
using Gateway.Policies.Authentication.Jwt.Keys;
using Gateway.Policies.Configuration;
using Gateway.Policies.Events.Lines;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Redis;

namespace Gateway.Hosting.Health;

/// <summary>Whether this replica wants traffic, with the detail that an operator needs and nothing that an attacker does.</summary>
internal sealed class Readiness(CurrentSnapshot snapshots, ConfigurationReloader reloader, JwtKeyRings keys, SharedKeySets keySets, LineOutputs outputs, IEnumerable<RedisStore> stores)
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
            ["store"] = Store(),
            ["apiKeys"] = new JsonArray([.. keySets.Health().Select(k => (JsonNode)new JsonObject
            {
                ["scheme"] = k.Scheme,
                ["ready"] = k.IsReady,
                ["version"] = k.Version,
                ["keys"] = k.Keys,
                ["ageSeconds"] = Math.Round(k.Age.TotalSeconds, 1),
                ["problem"] = k.Problem,
            })]),
            ["failingOutputs"] = outputs.Failing.Count(),
            ["reportingPolicies"] = new JsonArray([.. Reporting(snapshot)]),
        };
    }

    // Null without Gateway:Redis. What becomes of requests while it is away is for the rules to say, so it does not count for readiness.
    private JsonObject? Store() => stores.FirstOrDefault() is not { } store ? null : new JsonObject
    {
        ["connected"] = store.IsConnected,
        ["breaker"] = store.State switch { BreakerState.Closed => "closed", BreakerState.HalfOpen => "half-open", _ => "open" },
        ["callsInFlight"] = store.InFlight,
    };

    private static IEnumerable<JsonNode> Reporting(GatewaySnapshot snapshot) =>
        from route in snapshot.Configuration.Routes
        from policy in route.Policies.Options
        where policy.Value.Mode is PolicyMode.Report
        select (JsonNode)new JsonObject { ["route"] = route.Id, ["policy"] = policy.Key, ["until"] = policy.Value.Until?.ToString("yyyy-MM-dd") };
}
