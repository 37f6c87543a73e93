using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Lockout;

/// <summary>Counts what the backend answered to an attempt. Waits for nothing.</summary>
internal sealed class LockoutResponseStage : ResponseStage
{
    public override void Apply(Exchange exchange)
    {
        // A refusal of the gateway's own says nothing about the credential, whatever its status.
        if (!exchange.IsRefused) exchange.LockoutAttempt?.Answered();
    }
}
