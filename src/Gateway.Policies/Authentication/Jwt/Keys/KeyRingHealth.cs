namespace Gateway.Policies.Authentication.Jwt.Keys;

/// <summary>How an issuer's keys fare, for readiness detail and the admin API.</summary>
/// <param name="Name">The scheme, e.g. "Jwt:main".</param>
/// <param name="KeyCount">Usable keys; 0 until the first read has succeeded, and routes answer 503.</param>
/// <param name="Generation">Counts the changes of the key set.</param>
/// <param name="LastSuccess">When the keys were last read.</param>
/// <param name="Failure">Why the last read failed; null when it succeeded or none has ended. The last good keys go on serving.</param>
internal sealed record KeyRingHealth(string Name, int KeyCount, long Generation, DateTimeOffset? LastSuccess, string? Failure)
{
    public bool IsReady => KeyCount > 0;

    public bool IsHealthy => IsReady && Failure is null;
}
