using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Binding;

namespace Gateway.Admin;

/// <summary>
/// /keys: what <c>gateway keys</c> does, for programs. Keys of the set that guards this listener are not made here: whoever may make keys could
/// otherwise make one that may do everything else.
/// </summary>
internal sealed class AdminKeys(CurrentSnapshot snapshots, ApiKeyStores stores, TimeProvider time)
{
    private static readonly TimeSpan DefaultOverlap = TimeSpan.FromHours(24);
    private static readonly TimeSpan MaxOverlap = TimeSpan.FromDays(365);

    public async Task<AdminAnswer> AnswerAsync(HttpContext context, AdminTarget target)
    {
        var gateway = snapshots.Value.Configuration.File.Gateway;
        if (target.Set is not { } set) return AdminAnswer.Of(StatusCodes.Status200OK, Sets(gateway));
        if (!gateway.ApiKeys.ContainsKey(set))
            return AdminAnswer.Problem(StatusCodes.Status404NotFound, "no-such-set", "No such set", "GET /keys lists the sets of Gateway:ApiKeys.");
        var isWrite = !HttpMethods.IsGet(context.Request.Method);
        if (isWrite && GuardsAdmin(gateway, set))
            return AdminAnswer.Problem(StatusCodes.Status403Forbidden, "admin-set", "Not managed here", "Keys of the admin listener are managed with gateway keys only.");
        try
        {
            var store = stores.Manage(set, gateway);
            var answer = !isWrite ? await ListAsync(store)
                : target.KeyId is not { } id ? await CreateAsync(store, context.Request)
                : target.Resource!.EndsWith("rotate", StringComparison.Ordinal) ? await RotateAsync(store, id, context.Request)
                : await RevokeAsync(store, id);
            return isWrite ? answer with { Note = $"set {set}{(answer.Note is null ? "" : ", " + answer.Note)}" } : answer;
        }
        catch (ApiKeyStoreException error)
        {
            return Explain(error);
        }
        catch (JsonException error)
        {
            return AdminAnswer.Problem(StatusCodes.Status400BadRequest, "invalid-request", "Invalid request", error.Message);
        }
    }

    private static JsonArray Sets(GatewayOptions gateway) => new([.. gateway.ApiKeys.Select(static s => (JsonNode)new JsonObject
    {
        ["set"] = s.Key,
        ["store"] = s.Value.Store.ToString(),
    })]);

    // By its file as well: two sets may stand on one.
    private static bool GuardsAdmin(GatewayOptions gateway, string set) => gateway.Admin?.ApiKeys is { } admin
        && (set == admin || (gateway.ApiKeys[set].Path is { Length: > 0 } one && gateway.ApiKeys.TryGetValue(admin, out var guard)
            && guard.Path is { Length: > 0 } other && Path.GetFullPath(one) == Path.GetFullPath(other)));

    private async Task<AdminAnswer> ListAsync(IApiKeyStore store)
    {
        var keys = await store.ListAsync();
        return AdminAnswer.Of(StatusCodes.Status200OK, new JsonArray([.. keys.Select(k => (JsonNode)Describe(k))]));
    }

    private async Task<AdminAnswer> CreateAsync(IApiKeyStore store, HttpRequest request)
    {
        var body = await KeyRequests.ReadAsync<CreateKeyRequest>(request);
        var created = await store.CreateAsync(
            new NewApiKey(body.Consumer) { Roles = body.Roles, Scopes = body.Scopes, Tier = body.Tier, ExpiresAt = body.ExpiresAt, Note = body.Note });
        return Created(created, $"key {created.Entry.Id} for {created.Entry.Consumer}");
    }

    private async Task<AdminAnswer> RotateAsync(IApiKeyStore store, string id, HttpRequest request)
    {
        var body = await KeyRequests.ReadAsync<RotateKeyRequest>(request);
        var overlap = DefaultOverlap;
        if (body.Overlap is { } text && (!Duration.TryParse(text, out overlap) || overlap < TimeSpan.Zero || overlap > MaxOverlap))
            throw new JsonException("overlap: allowed: \"0s\" to \"8760h\"");
        return await store.RotateAsync(id, overlap) is { } created
            ? Created(created, $"key {created.Entry.Id} replaces {id} for {created.Entry.Consumer}")
            : NoSuchKey();
    }

    private static async Task<AdminAnswer> RevokeAsync(IApiKeyStore store, string id) => await store.RevokeAsync(id)
        ? AdminAnswer.Of(StatusCodes.Status200OK, new JsonObject { ["id"] = id, ["state"] = "revoked" }) with { Note = $"key {id} revoked" }
        : NoSuchKey();

    private AdminAnswer Created(CreatedApiKey created, string note)
    {
        var body = Describe(created.Entry);
        // The only time that it is shown.
        body["key"] = created.Text;
        return AdminAnswer.Of(StatusCodes.Status201Created, body) with { Note = note };
    }

    private JsonObject Describe(ApiKeyEntry key) => new()
    {
        ["id"] = key.Id,
        ["consumer"] = key.Consumer,
        ["roles"] = Texts(key.Roles),
        ["scopes"] = Texts(key.Scopes),
        ["tier"] = key.Tier,
        ["state"] = key.State(time.GetUtcNow()),
        ["expiresAt"] = Time(key.ExpiresAt),
        ["createdAt"] = Time(key.CreatedAt),
        ["note"] = key.Note,
    };

    private static AdminAnswer NoSuchKey() =>
        AdminAnswer.Problem(StatusCodes.Status404NotFound, "no-such-key", "No such key", "GET /keys/{set} lists the keys of a set; a revoked one cannot be rotated.");

    private static AdminAnswer Explain(ApiKeyStoreException error) => error.Problem switch
    {
        ApiKeyStoreProblem.Unavailable => AdminAnswer.Problem(StatusCodes.Status503ServiceUnavailable, "store-unavailable", "The set cannot be reached now", error.Message),
        ApiKeyStoreProblem.ReadOnly => AdminAnswer.Problem(StatusCodes.Status409Conflict, "read-only", "The key file cannot be written by the gateway", error.Message),
        ApiKeyStoreProblem.Full => AdminAnswer.Problem(StatusCodes.Status409Conflict, "set-full", "The set is full", error.Message),
        _ => AdminAnswer.Problem(StatusCodes.Status400BadRequest, "invalid-request", "Invalid request", error.Message),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(static t => (JsonNode)t)]);

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
