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

    /// <summary>What is to be told of a body that is still on its way when the exchange ends; null for none. Only under the lock.</summary>
    public Action<Transaction>? Cut { get; set; }

    public override void End()
    {
        lock (Lock)
        {
            if (_transaction is not { } transaction) return;
            _transaction = null;
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

            transaction.Dispose();
        }
    }
}
