using Gateway.Policies.Pipeline;

namespace Gateway.Policies.RateLimit;

/// <summary>Settles what the backend reports, and removes the headers in which it did.</summary>
/// <param name="settlement">Charges and gives back.</param>
/// <param name="removed">Headers that clients do not get.</param>
internal sealed class CostStage(CostSettlement settlement, string[] removed) : ResponseStage
{
    public override void Apply(Exchange exchange)
    {
        if (exchange.PendingCharge is not null) settlement.Settle(exchange);
        var headers = exchange.Context.Response.Headers;
        foreach (var header in removed) headers.Remove(header);
    }
}
