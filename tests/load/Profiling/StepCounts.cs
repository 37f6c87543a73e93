namespace Gateway.LoadTests.Profiling;

/// <summary>How much was seen of each step, in any unit, and by which code.</summary>
internal sealed class StepCounts
{
    private readonly Dictionary<Step, double> _steps = [];
    private readonly Dictionary<(Step Step, string Code), double> _codes = [];

    public double Total { get; private set; }

    public static StepCounts Of(IEnumerable<StackSample> samples)
    {
        var counts = new StepCounts();
        foreach (var sample in samples)
            if (Attribution.Of(sample) is { } found) counts.Add(found.Step, found.Code, 1);
        return counts;
    }

    public void Add(Step step, string code, double amount)
    {
        _steps[step] = _steps.GetValueOrDefault(step) + amount;
        _codes[(step, code)] = _codes.GetValueOrDefault((step, code)) + amount;
        Total += amount;
    }

    /// <summary>A step's part of everything: all of them together are 1.</summary>
    public double Share(Step step) => Total > 0 ? _steps.GetValueOrDefault(step) / Total : 0;

    /// <summary>The code of a step that was seen most, with its part of everything.</summary>
    public IEnumerable<(string Code, double Share)> Codes(Step step, int most) =>
        _codes.Where(c => c.Key.Step == step).OrderByDescending(static c => c.Value).Take(most).Select(c => (c.Key.Code, c.Value / Total));
}
