namespace Gateway.LoadTests.Report;

/// <summary>A linear axis from zero with round ticks.</summary>
internal sealed class Axis
{
    private const int MostTicks = 6;

    private readonly double _pixelsPerUnit;
    private readonly double _step;
    private readonly double _end;

    /// <param name="maximum">The largest value.</param>
    /// <param name="pixels">Where it is drawn at most.</param>
    public Axis(double maximum, double pixels)
    {
        var largest = Math.Max(1, maximum);
        _step = Steps().First(step => largest / step <= MostTicks);
        _end = largest;
        _pixelsPerUnit = pixels / largest;
    }

    public double Of(double value) => value * _pixelsPerUnit;

    public IEnumerable<double> Ticks()
    {
        for (var tick = 0.0; tick <= _end; tick += _step) yield return tick;
    }

    // 1, 2, 5, 10, 20, …
    private static IEnumerable<double> Steps()
    {
        for (var power = 1.0; ; power *= 10)
        {
            yield return power;
            yield return 2 * power;
            yield return 5 * power;
        }
    }
}
