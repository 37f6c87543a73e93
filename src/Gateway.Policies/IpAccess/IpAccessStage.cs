using Gateway.Policies.Networking;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.IpAccess;

/// <summary>Refuses by client address: two lookups in immutable tables, before anything that costs more.</summary>
internal sealed class IpAccessStage(NetworkSet? allow, NetworkSet? deny) : RequestStage
{
    private static readonly Rejection Denied = new() { Status = 403, Title = "Forbidden", Reason = "address-denied" };
    private static readonly Rejection NotAllowed = new() { Status = 403, Title = "Forbidden", Reason = "address-not-allowed" };

    public override ValueTask<Decision> DecideAsync(Exchange exchange)
    {
        if (deny is not null && deny.Contains(exchange.ClientAddress)) return Decision.Reject(Denied);
        if (allow is not null && !allow.Contains(exchange.ClientAddress)) return Decision.Reject(NotAllowed);
        return Decision.Continue;
    }
}
