using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Policies;
using Gateway.Policies.ConcurrencyLimit;
using Gateway.Policies.ConcurrencyLimit.Slots;
using Gateway.Policies.Configuration;
using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Usage;
using Gateway.Policies.Redis;
using Gateway.Policies.Redis.Limits;

namespace Gateway.Admin;

/// <summary>
/// /limits: the partitions that are nearest to their limits or over them, those of one client on request, the leases out, and how the store
/// fares. Partitions are shown by their hashed names: what clients are called is not kept.
/// </summary>
internal sealed class AdminLimits(
    CurrentSnapshot snapshots, LocalRateLimitStore local, SlotTable slots, IEnumerable<IReplicaCount> replicas, IEnumerable<LeasedRateLimitStore> shared, IEnumerable<RedisStore> stores)
{
    private const int MostShown = 1000;
    private const int UsuallyShown = 20;
    private readonly LeasedRateLimitStore? _shared = shared.FirstOrDefault();
    private readonly RedisStore? _store = stores.FirstOrDefault();

    public async Task<AdminAnswer> AnswerAsync(HttpRequest request)
    {
        var most = UsuallyShown;
        if (request.Query["top"] is { Count: > 0 } text && (!WholeNumber.TryParse(text.ToString(), out most) || most is < 1 or > MostShown))
            return Wrong($"top: found {text}; allowed: 1 to {MostShown}");
        if (!ClientDescription.TryParse(request.Query["find"], out var client, out var wrong))
            return Wrong($"find: found {wrong}; allowed: {ClientDescription.AllowedForms}");

        var uses = request.Query["find"].Count == 0 ? Top(most) : await FindAsync(client);
        return AdminAnswer.Of(StatusCodes.Status200OK, new JsonObject
        {
            ["partitions"] = new JsonArray([.. uses.Select(Describe)]),
            ["leases"] = _shared is null ? null : new JsonObject { ["permits"] = _shared.Table.Unspent, ["partitions"] = _shared.Table.Count },
            ["buckets"] = local.Count,
            ["store"] = Store(),
        });
    }

    private IReadOnlyList<LimitUse> Top(int most)
    {
        var top = new TopList(most);
        local.Collect(top);
        _shared?.Table.Collect(top);
        slots.Collect(top);
        return top.ToList();
    }

    private async Task<List<LimitUse>> FindAsync(ClientDescription client)
    {
        List<LimitUse> found = [];
        var snapshot = snapshots.Value;
        foreach (var stage in snapshot.Plans.Values.Append(snapshot.Unmatched).SelectMany(static p => p.RequestStages))
        {
            if (stage.Stage is RateLimitStage limits) await limits.FindAsync(client, found);
            else if (stage.Stage is ConcurrencyLimitStage flight) flight.Find(client, found);
        }

        return found;
    }

    private static JsonObject Describe(LimitUse use) => new()
    {
        ["policy"] = use.Policy,
        ["rule"] = use.Rule,
        ["by"] = new JsonArray([.. use.By.Select(static k => (JsonNode)k.ToString())]),
        ["partition"] = use.Partition.ToString("x32", CultureInfo.InvariantCulture),
        ["counted"] = use.IsShared ? "redis" : "process",
        ["limit"] = use.Limit,
        ["used"] = Math.Round(use.Used, 4),
        ["remaining"] = use.Remaining,
        ["held"] = use.Held,
        ["perSecond"] = use.PerSecond is { } rate ? Math.Round(rate, 1) : null,
        ["refused"] = use.Refused,
    };

    private JsonObject? Store() => _store is null ? null : new JsonObject
    {
        ["connected"] = _store.IsConnected,
        ["breaker"] = _store.State switch { BreakerState.Closed => "closed", BreakerState.HalfOpen => "half-open", _ => "open" },
        ["since"] = Time(_store.Health.Since),
        ["degradedSeconds"] = Math.Round(_store.Health.Degraded.TotalSeconds, 1),
        ["callsInFlight"] = _store.InFlight,
        ["replicas"] = replicas.FirstOrDefault()?.Alive,
        ["lastFailure"] = _store.Health.Last is not { } last ? null : new JsonObject
        {
            ["reason"] = RedisMetrics.Name(last.Failure),
            ["detail"] = last.Detail,
            ["at"] = Time(last.At),
        },
    };

    private static AdminAnswer Wrong(string detail) => AdminAnswer.Problem(StatusCodes.Status400BadRequest, "invalid-request", "Invalid request", detail);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
