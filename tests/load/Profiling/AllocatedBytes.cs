namespace Gateway.LoadTests.Profiling;

/// <summary>Bytes chosen at random from all that were allocated, by step and by type.</summary>
internal sealed class AllocatedBytes
{
    private readonly Dictionary<string, double> _types = new(StringComparer.Ordinal);

    public StepCounts Steps { get; } = new();

    public void Add(Step step, string code, string type)
    {
        Steps.Add(step, $"{type} in {code}", 1);
        _types[type] = _types.GetValueOrDefault(type) + 1;
    }

    /// <summary>A type's part of all bytes.</summary>
    public double Share(string type) => Steps.Total > 0 ? _types.GetValueOrDefault(type) / Steps.Total : 0;

    public IEnumerable<string> Types(int most) => _types.OrderByDescending(static t => t.Value).Take(most).Select(static t => t.Key);
}
