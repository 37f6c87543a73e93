namespace Gateway.Policies.Pipeline;

/// <summary>
/// Something that a stage took for a request and that has to be given back when the request has ended: answered, refused, aborted, failed,
/// or, after an upgrade, closed. An object that can be pooled instead of a callback of the response, which would allocate.
/// </summary>
public abstract class ExchangeEnding
{
    internal ExchangeEnding? Next { get; set; }

    /// <summary>Called exactly once for each time it was added. Must not throw or wait.</summary>
    public abstract void End();
}
