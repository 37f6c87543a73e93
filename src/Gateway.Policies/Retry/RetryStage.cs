using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Retry;

/// <summary>Marks the requests that may be sent again; <see cref="RetryMiddleware"/> does it.</summary>
internal sealed class RetryStage(RetryRules rules) : RequestStage
{
    public override ValueTask<Decision> DecideAsync(Exchange exchange)
    {
        if (rules.Covers(exchange)) exchange.RetryRules = rules;
        return Decision.Continue;
    }
}
