using Gateway.Policies.Pipeline;
using Gateway.SecLang.Execution;

namespace Gateway.Policies.Waf;

/// <summary>
/// A transaction that outlives the stage: for bodies that are inspected while they pass, and for answers. The forwarder may still be reading the body when the answer comes, and
/// when the exchange ends: whoever uses the transaction holds the lock, and finds it gone after the end.
/// </summary>
internal sealed class WafSession(Transaction transaction, bool enforces, bool policyEnforces) : ExchangeEnding
{
    private Transaction? _transaction = transaction;

    public Lock Lock { get; } = new();

    /// <summary>Null when the exchange has ended. Only under the lock.</summary>
    public Transaction? Transaction => _transaction;

    public bool Enforces => enforces;

    /// <summary>The policy is in Enforce mode, perhaps not for this client.</summary>
    public bool PolicyEnforces => policyEnforces;

    public override void End()
    {
        lock (Lock)
        {
            _transaction?.Dispose();
            _transaction = null;
        }
    }
}
