namespace Gateway.Policies.RequestLimits.Buffering;

/// <summary>Memory of the process's budget for bodies that comes back all at once, when its user is disposed of.</summary>
internal sealed class BudgetCharge(RequestBodyBudget budget) : IDisposable
{
    private long _taken;

    public bool TryTake(long bytes)
    {
        if (!budget.TryTake(bytes)) return false;
        Interlocked.Add(ref _taken, bytes);
        return true;
    }

    public void Dispose() => budget.Return(Interlocked.Exchange(ref _taken, 0));
}
