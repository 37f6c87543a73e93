namespace Gateway.Policies.Configuration;

/// <summary>The snapshot that serves. Requests on a route take its plan from the endpoint; this is for what has no route.</summary>
internal sealed class CurrentSnapshot(GatewaySnapshot initial)
{
    private volatile GatewaySnapshot _value = initial;

    public GatewaySnapshot Value
    {
        get => _value;
        set => _value = value;
    }
}
