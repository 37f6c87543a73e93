using Gateway.Policies.RequestLimits.Buffering;

namespace Gateway.Policies.Validation.Responses;

/// <summary>Memory of the process's budget for bodies that comes back with the end of the exchange.</summary>
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
