using Gateway.Policies.Authentication;
using Gateway.Policies.Lockout.Accounts;
using Gateway.Policies.Lockout.Counting;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Lockout;

/// <summary>
/// Admits attempts: (1) tells whether the request is one, (2) refuses at once what is known to be locked, before anything of the body is read,
/// (3) finds the account, (4) counts the attempt as in flight, or refuses it.
/// </summary>
internal sealed class LockoutStage(LockoutGuard guard, AccountReader reader, LockoutRecorder recorder) : RequestStage
{
    public override ValueTask<Decision> DecideAsync(Exchange exchange)
    {
        if (!guard.IsAttempt(exchange, out var presented)) return Decision.Continue;
        if (guard.CountsBackend && GrpcCall.IsWeb(exchange.Context.Request)) return Decision.Reject(LockoutRejections.NotCounted);
        var network = guard.Network(exchange);
        if (!guard.IsReporting && guard.Store.IsKnownLocked(network.Name, out var wait)) return Refuse(LockoutRefusal.Locked, wait, network);
        if (reader.NeedsBody(exchange)) return ReadAsync(exchange, network, presented);
        return Begin(exchange, network, reader.ReadHead(exchange), presented);
    }

    private async ValueTask<Decision> ReadAsync(Exchange exchange, LockoutKey network, Credential? presented)
    {
        var (account, rejection) = await reader.ReadAsync(exchange).ConfigureAwait(false);
        return rejection is null ? await Begin(exchange, network, account, presented).ConfigureAwait(false) : Decision.Reject(rejection);
    }

    private ValueTask<Decision> Begin(Exchange exchange, in LockoutKey network, string? account, Credential? presented)
    {
        var call = guard.Call(exchange, network, account, presented);
        if (!guard.IsReporting && call.Account is { } key && guard.Store.IsKnownLocked(key.Name, out var wait)) return Refuse(LockoutRefusal.Locked, wait, key);
        var attempt = recorder.Rent(guard, exchange);
        // First: whatever happens from here on, what is in flight comes back.
        exchange.OnEnd(attempt);
        if (guard.IsShared) call = call with { Id = recorder.NextId() };
        var pending = guard.Store.BeginAsync(call);
        if (!pending.IsCompletedSuccessfully) return BeginLaterAsync(exchange, attempt, call, pending);
#pragma warning disable RS0030 // Completed: Result does not block.
        return Conclude(exchange, attempt, call, pending.Result);
#pragma warning restore RS0030
    }

    private async ValueTask<Decision> BeginLaterAsync(Exchange exchange, LockoutAttempt attempt, LockoutCall call, ValueTask<LockoutReply> pending) =>
        Conclude(exchange, attempt, call, await pending.ConfigureAwait(false));

    private Decision Conclude(Exchange exchange, LockoutAttempt attempt, in LockoutCall call, in LockoutReply reply)
    {
        recorder.Tell(exchange, guard.RouteId, call, reply);
        if (reply.IsDegraded) recorder.Metrics.Degraded(call.OnStoreFailure);
        if (reply.IsAdmitted || guard.IsReporting)
        {
            attempt.Begin(call with { IsHeld = reply.IsAdmitted, IsLocal = reply.IsDegraded });
            exchange.LockoutAttempt = attempt;
            exchange.CredentialWatcher = guard.CountsGateway ? attempt : null;
        }

        if (!reply.IsAdmitted) return Refuse(reply.Refusal, reply.Wait, reply.RefusedBy is LockoutLimit.Account ? call.Account!.Value : call.Network);
        recorder.Metrics.Decided(LockoutRefusal.None);
        return Decision.Continue;
    }

    private Decision Refuse(LockoutRefusal refusal, long wait, in LockoutKey by)
    {
        recorder.Metrics.Decided(refusal);
        return Decision.Reject(LockoutRejections.For(refusal, wait, by));
    }
}
