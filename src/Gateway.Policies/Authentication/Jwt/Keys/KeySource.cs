namespace Gateway.Policies.Authentication.Jwt.Keys;

/// <summary>Where an issuer's keys come from.</summary>
internal abstract class KeySource
{
    /// <summary>Reading completes at once and needs no network: a ring has its keys before it is first used.</summary>
    public virtual bool IsLocal => false;

    /// <summary>Reads all current keys: at least one.</summary>
    /// <exception cref="KeySourceException">With the reason from a fixed set.</exception>
    public abstract Task<IReadOnlyList<VerificationKey>> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>Keys could not be read.</summary>
/// <param name="reason">Lower-case words joined by '-', from a small fixed set: a metric tag.</param>
/// <param name="note">What was found, for the operator.</param>
/// <param name="inner">What caused it.</param>
internal sealed class KeySourceException(string reason, string note, Exception? inner = null) : Exception(note, inner)
{
    public string Reason { get; } = reason;
}
