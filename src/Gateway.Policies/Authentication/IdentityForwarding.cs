using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Authentication;

/// <summary>
/// Tells the backend who calls, unless the route only reports: there, requests without a valid credential pass too, so a backend
/// must not come to believe that an identity header is always there.
/// </summary>
internal sealed class IdentityForwarding(IdentityProjection projection, bool reports, DateTimeOffset? reportEnds, TimeProvider time)
{
    /// <summary>The route was configured to report; a refusal may not be one.</summary>
    public bool MayPassRefused => reports;

    public void Forward(Exchange exchange, CallerIdentity identity)
    {
        if (reports && (reportEnds is not { } ends || time.GetUtcNow() < ends)) return;
        projection.Apply(exchange.Context.Request.Headers, identity);
    }
}
