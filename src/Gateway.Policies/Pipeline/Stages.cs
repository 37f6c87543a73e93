namespace Gateway.Policies.Pipeline;

/// <summary>
/// One step of a route's plan before forwarding, compiled when the configuration is loaded. Stateless towards the request:
/// instances are shared by all requests of the route.
/// </summary>
public abstract class RequestStage
{
    /// <summary>
    /// Decides about a request. The continuing path has to be synchronous and to allocate nothing; await only what really waits.
    /// </summary>
    public abstract ValueTask<Decision> DecideAsync(Exchange exchange);
}

/// <summary>One step of a route's plan just before the head of the response is sent, whoever made the response.</summary>
public abstract class ResponseStage
{
    /// <summary>Fields of the backend that the stage never lets through: they are not even copied from its answer where that can be known.</summary>
    public virtual IReadOnlyCollection<string> Drops => [];

    /// <summary>Changes the head of the response. Must not throw or wait.</summary>
    public abstract void Apply(Exchange exchange);
}
