namespace Gateway.Admin;

/// <summary>What a call of the admin listener is about.</summary>
/// <param name="Resource">The path with names in place of values, for events.</param>
/// <param name="Methods">What it may be asked with; empty for a path that there is not.</param>
/// <param name="Scope">What a key needs for it.</param>
internal sealed record AdminTarget(string? Resource, string[] Methods, string Scope)
{
    private const string Read = "admin:read";
    private const string Reload = "admin:reload";
    private const string ReadKeys = "admin:keys:read";
    private const string WriteKeys = "admin:keys:write";
    private const string ReadLockouts = "admin:lockouts:read";
    private const string WriteLockouts = "admin:lockouts:write";

    /// <summary>The set in Gateway:ApiKeys, where the path names one.</summary>
    public string? Set { get; private init; }

    /// <summary>The id of a key, where the path names one.</summary>
    public string? KeyId { get; private init; }

    /// <summary>The id of a lock, where the path names one.</summary>
    public string? LockId { get; private init; }

    /// <summary>A route, where the path names one.</summary>
    public string? Route { get; private init; }

    public static AdminTarget Of(HttpRequest request)
    {
        string[] get = [HttpMethods.Get], post = [HttpMethods.Post];
        return (request.Path.Value ?? "").Split('/') switch
        {
            ["", "config"] => new("/config", get, Read),
            ["", "routes"] => new("/routes", get, Read),
            ["", "limits"] => new("/limits", get, Read),
            ["", "contracts", "learned", { Length: > 0 } route] => new("/contracts/learned/{route}", get, Read) { Route = Uri.UnescapeDataString(route) },
            ["", "contracts"] => new("/contracts", get, Read),
            ["", "config", "reload"] => new("/config/reload", post, Reload),
            ["", "keys"] => new("/keys", get, ReadKeys),
            ["", "keys", { Length: > 0 } set] => new("/keys/{set}", [.. get, .. post], HttpMethods.IsPost(request.Method) ? WriteKeys : ReadKeys) { Set = set },
            ["", "keys", { Length: > 0 } set, { Length: > 0 } id, "rotate"] => new("/keys/{set}/{id}/rotate", post, WriteKeys) { Set = set, KeyId = id },
            ["", "keys", { Length: > 0 } set, { Length: > 0 } id, "revoke"] => new("/keys/{set}/{id}/revoke", post, WriteKeys) { Set = set, KeyId = id },
            ["", "lockouts"] => new("/lockouts", get, ReadLockouts),
            ["", "lockouts", "unlock"] => new("/lockouts/unlock", post, WriteLockouts),
            ["", "lockouts", { Length: > 0 } id, "unlock"] => new("/lockouts/{id}/unlock", post, WriteLockouts) { LockId = id },
            _ => new(null, [], Read),
        };
    }
}
