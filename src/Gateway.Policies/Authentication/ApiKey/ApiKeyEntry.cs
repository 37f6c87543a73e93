namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>One key in the key file. The key itself is not in it.</summary>
internal sealed record ApiKeyEntry
{
    /// <summary>The public part of the key, 16 letters and digits; unique in the file.</summary>
    public required string Id { get; init; }

    /// <summary>HMAC-SHA-256 of the key under the set's pepper, 64 lower-case hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>Who holds the key: what limits and events go by, 1 to 128 printable ASCII characters.</summary>
    public required string Consumer { get; init; }

    public IReadOnlyList<string> Roles { get; init; } = [];

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The tier (plan) of the consumer, by which rate limits may differ; null for none.</summary>
    public string? Tier { get; init; }

    /// <summary>False after <c>gateway keys revoke</c>.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>From this moment on the key is refused; with an offset or Z. Null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the key was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Anything that helps people to tell keys apart.</summary>
    public string? Note { get; init; }

    /// <summary>"active", "expired" or "revoked".</summary>
    public string State(DateTimeOffset now) => !Enabled ? "revoked" : ExpiresAt <= now ? "expired" : "active";
}

/// <summary>The key file.</summary>
internal sealed record ApiKeyDocument
{
    /// <summary>Which pepper the keys were made with; null in a file that no version has added a key to that writes it.</summary>
    public string? PepperCheck { get; init; }

    public required IReadOnlyList<ApiKeyEntry> Keys { get; init; }
}
