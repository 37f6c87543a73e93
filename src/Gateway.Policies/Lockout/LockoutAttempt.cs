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

    /// <summary>The head of the backend's answer is here.</summary>
    public void Answered()
    {
        if (_guard!.Answers.OfHead(_exchange!.Context.Response) is { } outcome) Settle(outcome);
    }

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
        if (!exchange.IsRefused && _guard!.CountsBackend) return _guard.Answers.OfEnd(exchange.Context, exchange.ClientGaveUp);
        return exchange.ClientGaveUp ? LockoutOutcome.Abandoned : LockoutOutcome.Other;
    }
}
