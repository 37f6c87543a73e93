namespace Gateway.Policies.Authentication;

/// <summary>
/// The failure budgets of the process, one per pair of numbers. Routes with the same numbers share one, and a reload finds the one that
/// the serving plans still hold; one that no plan uses any more is collected.
/// </summary>
internal sealed class FailureBudgets(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(int Permits, TimeSpan Window), WeakReference<FailureBudget>> _budgets = [];

    public FailureBudget Get(int permits, TimeSpan window)
    {
        lock (_lock)
        {
            if (_budgets.TryGetValue((permits, window), out var known) && known.TryGetTarget(out var budget)) return budget;
            foreach (var (key, reference) in _budgets.ToArray())
                if (!reference.TryGetTarget(out _)) _budgets.Remove(key);
            budget = new FailureBudget(permits, window, time);
            _budgets[(permits, window)] = new(budget);
            return budget;
        }
    }
}
