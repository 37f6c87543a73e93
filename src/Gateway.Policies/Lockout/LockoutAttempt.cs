using Gateway.Policies.Authentication;
using Gateway.Policies.Lockout.Counting;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Lockout;

/// <summary>An attempt on its way. Pooled; it counts as in flight from <see cref="Begin"/> until it is settled, once, at the latest when the exchange ends.</summary>
internal sealed class LockoutAttempt(LockoutRecorder recorder) : ExchangeEnding, ICredentialWatcher
{
    private LockoutGuard? _guard;
    private Exchange? _exchange;
    private LockoutCall _call;
    private bool _isOpen;

    public void Prepare(LockoutGuard guard, Exchange exchange) => (_guard, _exchange, _isOpen) = (guard, exchange, false);

    public void Begin(in LockoutCall call) => (_call, _isOpen) = (call, true);

    /// <summary>Authentication found the credential wrong.</summary>
    public void Refused() => Settle(LockoutOutcome.Failure);

    /// <summary>Authentication found it right; where the backend's answer counts, too, that decides.</summary>
    public void Verified()
    {
        if (_guard is { CountsBackend: false }) Settle(LockoutOutcome.Success);
    }

    /// <summary>Counts how it ended; only the first time.</summary>
    public void Settle(LockoutOutcome outcome)
    {
        if (!_isOpen) return;
        _isOpen = false;
        recorder.End(_exchange!, _guard!, _call, outcome);
    }

    /// <summary>The backend has answered.</summary>
    public void Answered() => Settle(_guard!.Outcome(_exchange!.Context.Response.StatusCode));

    public override void End()
    {
        if (_isOpen) Settle(Outcome());
        // The head of an answer without a body is sent later than this.
        if (_exchange is not null) (_exchange.LockoutAttempt, _exchange.CredentialWatcher) = (null, null);
        (_guard, _exchange, _call) = (null, null, default);
        recorder.Return(this);
    }

    private LockoutOutcome Outcome()
    {
        if (_exchange is not { IsForwarded: true } exchange) return LockoutOutcome.Other;
        // Who hangs up once the backend has the request could look elsewhere whether the guess was right: an unanswered attempt of such a
        // client is not a free one. When the backend or the gateway failed, nothing is held against the client.
        if (exchange.ClientWentAway) return LockoutOutcome.Abandoned;
        return exchange.IsRefused || !_guard!.CountsBackend ? LockoutOutcome.Other : _guard.Outcome(exchange.Context.Response.StatusCode);
    }
}
