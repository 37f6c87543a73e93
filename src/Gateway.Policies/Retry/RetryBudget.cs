using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Retry;

/// <summary>
/// What a cluster may get again: each request pays in a share, each retry takes one out. A share of requests in place of one of those in
/// flight, because what fails fast is hardly ever in flight, and would be let through ever again.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class RetryBudget(TimeProvider time)
{
    // A burst of failures after a quiet time may use what ten seconds have paid in.
    private const int Seconds = 10;
    private const int LargestSaved = 100;
    private readonly Lock _lock = new();
    private double _saved;
    private long _toppedUp = time.GetTimestamp();

    /// <summary>A request has come.</summary>
    public void Deposit(RetryRules rules)
    {
        lock (_lock)
        {
            _saved += rules.BudgetShare;
            TopUp(rules);
        }
    }

    /// <summary>Takes a retry out, if there is one.</summary>
    public bool TryTake(RetryRules rules)
    {
        lock (_lock)
        {
            TopUp(rules);
            if (_saved < 1) return false;
            _saved--;
            return true;
        }
    }

    private void TopUp(RetryRules rules)
    {
        var now = time.GetTimestamp();
        var added = time.GetElapsedTime(_toppedUp, now).TotalSeconds * rules.MinPerSecond;
        _toppedUp = now;
        _saved = Math.Min(_saved + added, LargestSaved + (Seconds * rules.MinPerSecond));
    }
}

/// <summary>The budgets of the process, one for each cluster; they outlive reloads.</summary>
internal sealed class RetryBudgets(TimeProvider time)
{
    private readonly SharedByKey<string, RetryBudget> _budgets = new(_ => new RetryBudget(time));

    public RetryBudget Get(string cluster) => _budgets.Get(cluster);
}
