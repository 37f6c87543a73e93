namespace Gateway.Policies.Counters;

/// <summary>The series of one subject (a rule, a scheme) that differ in their outcome. An outcome has no cell before it happens.</summary>
/// <param name="counter">The instrument.</param>
/// <param name="subject">The tags that they share.</param>
/// <param name="outcomes">The last tag, by the number that <see cref="Count"/> is given.</param>
internal sealed class OutcomeCells(CellCounter counter, KeyValuePair<string, object?>[] subject, KeyValuePair<string, object?>[] outcomes)
{
    private readonly StripedCount?[] _cells = new StripedCount?[outcomes.Length];

    public void Count(int outcome) => (_cells[outcome] ?? Find(outcome)).Add(1);

    // Two who come at once find the same cell.
    private StripedCount Find(int outcome) => _cells[outcome] = counter.Of([.. subject, outcomes[outcome]]);
}
