using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits.Buffering;
using Gateway.SecLang.Execution;

namespace Gateway.Policies.Waf;

/// <summary>
/// A transaction that outlives the stage: for bodies that are inspected while they pass, and for answers. The forwarder may still be reading the body when the answer comes, and
/// when the exchange ends: whoever uses the transaction holds the lock, and finds it gone afterwards. It is given back as soon as nobody needs it, for a stream may last for days,
/// and what it holds until then counts towards the memory for bodies.
/// </summary>
internal sealed class WafSession(Transaction transaction, RequestBodyBudget budget, bool enforces, bool policyEnforces) : ExchangeEnding
{
    private Transaction? _transaction = transaction;
    private long _charged;

    public Lock Lock { get; } = new();

    /// <summary>Null when nobody needs it any more. Only under the lock.</summary>
    public Transaction? Transaction => _transaction;

    public bool Enforces => enforces;

    /// <summary>The policy is in Enforce mode, perhaps not for this client.</summary>
    public bool PolicyEnforces => policyEnforces;

    /// <summary>What is to be told of a body that is still on its way when the exchange ends; null for none. Only under the lock.</summary>
    public Action<Transaction>? Cut { get; set; }

    /// <summary>The answer is to be looked at, and has not been. Only under the lock.</summary>
    public bool AwaitsAnswer { get; set; }

    /// <summary>Accounts for what the transaction holds by now; false when the memory for bodies is in use. Only under the lock, before the end.</summary>
    public bool TryCharge()
    {
        var more = (_transaction?.HeldBytes ?? 0) - _charged;
        if (more <= 0) return true;
        if (!budget.TryTake(more)) return false;
        _charged += more;
        return true;
    }

    /// <summary>The answer has been looked at, or is none.</summary>
    public void Answered()
    {
        lock (Lock)
        {
            AwaitsAnswer = false;
            Release();
        }
    }

    /// <summary>Gives the transaction back unless a body or an answer is to come. Only under the lock.</summary>
    public void Release()
    {
        if (Cut is null && !AwaitsAnswer) Free();
    }

    public override void End()
    {
        lock (Lock)
        {
            if (_transaction is not { } transaction) return;
            try
            {
                Cut?.Invoke(transaction);
            }
#pragma warning disable CA1031 // What is only told must not keep from being given back what others hold.
            catch (Exception)
#pragma warning restore CA1031
            {
                // The transaction goes back below.
            }

            Free();
        }
    }

    private void Free()
    {
        _transaction?.Dispose();
        _transaction = null;
        budget.Return(_charged);
        _charged = 0;
    }
}
