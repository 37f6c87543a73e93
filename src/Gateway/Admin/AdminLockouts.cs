using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Policies.Configuration;
using Gateway.Policies.Events;
using Gateway.Policies.Lockout;
using Gateway.Policies.Lockout.Counting;
using Gateway.Policies.Networking;

namespace Gateway.Admin;

/// <summary>What POST /lockouts/unlock is sent.</summary>
internal sealed record UnlockRequest
{
    /// <summary>A route with Lockout, whose Realm and networks are meant.</summary>
    public required string Route { get; init; }

    /// <summary>The client's address.</summary>
    public required string Address { get; init; }

    /// <summary>The account as the client writes it; none for the network's own lock.</summary>
    public string? Account { get; init; }
}

/// <summary>/lockouts: the locks that hold, and ends one. An account is hashed here and kept nowhere.</summary>
internal sealed class AdminLockouts(CurrentSnapshot snapshots, LockoutStores stores, LockoutMetrics metrics, IEventSink events)
{
    private const int MostListed = 1000;
    private const int MostNamed = 10;

    public async Task<AdminAnswer> AnswerAsync(HttpContext context, AdminTarget target, string caller)
    {
        if (HttpMethods.IsGet(context.Request.Method)) return await ListAsync();
        if (target.LockId is { } id)
        {
            return id.Length == 32 && UInt128.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var name)
                ? await UnlockAsync(name, caller)
                : NoSuchLock();
        }

        try
        {
            return await UnlockAsync(Name(await KeyRequests.ReadAsync<UnlockRequest>(context.Request)), caller);
        }
        catch (JsonException error)
        {
            return AdminAnswer.Problem(StatusCodes.Status400BadRequest, "invalid-request", "Invalid request", error.Message);
        }
    }

    private async Task<AdminAnswer> ListAsync()
    {
        var (locks, isComplete) = await stores.ListAsync(MostListed);
        return AdminAnswer.Of(StatusCodes.Status200OK, new JsonObject
        {
            ["complete"] = isComplete,
            ["locks"] = new JsonArray([.. locks.Select(static l => (JsonNode)Describe(l))]),
        });
    }

    private static JsonObject Describe(LockoutEntry entry) => new()
    {
        ["id"] = Text(entry.Name),
        ["limit"] = entry.Limit is LockoutLimit.Account ? "account-and-network" : "network",
        ["realm"] = entry.Realm,
        ["network"] = entry.Network,
        ["remainingSeconds"] = (long)Math.Ceiling(entry.Remaining.TotalSeconds),
        ["locks"] = entry.Strikes,
        ["store"] = entry.IsShared ? "redis" : "process",
    };

    private async Task<AdminAnswer> UnlockAsync(UInt128 name, string caller)
    {
        var ended = await stores.UnlockAsync(name);
        if (ended is null)
            return AdminAnswer.Problem(StatusCodes.Status503ServiceUnavailable, "store-unavailable", "Redis does not answer", "The lock may be in Redis; nothing was changed there.");
        if (ended is false) return NoSuchLock();
        metrics.Unlocked();
        events.Write(new SecurityEvent
        {
            Event = "lockout.unlocked",
            Outcome = "success",
            Policy = LockoutPolicy.PolicyName,
            Note = $"id {Text(name)}",
            Consumer = caller,
        });
        return AdminAnswer.Of(StatusCodes.Status200OK, new JsonObject { ["id"] = Text(name), ["state"] = "unlocked" }) with { Note = $"lock {Text(name)} ended" };
    }

    private UInt128 Name(UnlockRequest request)
    {
        var route = snapshots.Value.Configuration.Routes.FirstOrDefault(r => string.Equals(r.Id, request.Route, StringComparison.OrdinalIgnoreCase));
        if (route?.Policies.Options.GetValueOrDefault(LockoutPolicy.PolicyName) is not LockoutOptions options)
            throw new JsonException($"route: found \"{Shortened(request.Route)}\"; allowed: a route with Lockout ({string.Join(", ", Guarded())})");
        if (!AddressText.TryParse(request.Address, out var address)) throw new JsonException($"address: found \"{Shortened(request.Address)}\"; allowed: an IP address");
        return LockoutGuard.NameOf(stores.Names, options, route.Id, address, request.Account)
            ?? throw new JsonException("account: allowed: a name as a client sends it, 1 to 256 characters");
    }

    private IEnumerable<string> Guarded()
    {
        var guarded = snapshots.Value.Configuration.Routes.Where(static r => r.Policies.Options.ContainsKey(LockoutPolicy.PolicyName)).Select(static r => r.Id).ToList();
        return guarded.Count == 0 ? ["there is none"] : guarded.Count <= MostNamed ? guarded : guarded.Take(MostNamed).Append("…");
    }

    private static string Shortened(string text) => text.Length <= 64 ? text : text[..64] + "…";

    private static AdminAnswer NoSuchLock() => AdminAnswer.Problem(
        StatusCodes.Status404NotFound, "no-such-lock", "No such lock", "gateway lockout list, or GET /lockouts, shows the locks that hold; one may be over, or belong to another network.");

    private static string Text(UInt128 name) => name.ToString("x32", CultureInfo.InvariantCulture);
}
