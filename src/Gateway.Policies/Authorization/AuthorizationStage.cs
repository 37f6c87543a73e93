using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Authorization;

/// <summary>Asks the rules in order; the first that does not hold refuses.</summary>
internal sealed class AuthorizationStage(AuthorizationRule[] rules, string[] challenges) : RequestStage
{
    // Authentication comes first and refuses who is nobody. Should it not have (it only reports), the answer is still no.
    private readonly Rejection _nobody = new()
    {
        Status = StatusCodes.Status401Unauthorized,
        Title = "Authentication required",
        Reason = "identity-missing",
        Headers = challenges.Length == 0 ? [] : [new("WWW-Authenticate", challenges)],
    };

    public override ValueTask<Decision> DecideAsync(Exchange exchange) => Decide(exchange);

    public Decision Decide(Exchange exchange)
    {
        if (exchange.Identity is not { } identity) return Decision.Reject(_nobody);
        foreach (var rule in rules)
            if (!rule.Holds(identity)) return Decision.Reject(rule.RejectionFor(identity));
        return Decision.Continue;
    }
}
