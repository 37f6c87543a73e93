namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>The keys of a set as they are now: fixed for a file, which a reload reads again, and changing by itself for Redis.</summary>
internal sealed class CurrentApiKeys(string prefix, ApiKeySet? keys)
{
    private volatile ApiKeySet? _keys = keys;

    /// <summary>Null as long as nobody knows the set.</summary>
    public ApiKeySet? Keys
    {
        get => _keys;
        set => _keys = value;
    }

    /// <summary>Whose key this is; "cannot tell" for keys of a set that is not known yet.</summary>
    public AuthenticationOutcome Verify(string text, DateTimeOffset now)
    {
        if (_keys is { } keys) return keys.Verify(text, now);
        return ApiKeyText.HasPrefix(text, prefix) ? AuthenticationOutcome.Unavailable("keys-unavailable") : AuthenticationOutcome.NotMine;
    }
}
