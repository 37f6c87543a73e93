namespace Gateway.LoadTests.Report;

/// <summary>Values of several rounds: the median, and how far they lie apart.</summary>
internal sealed record Distribution(double Median, double LowerQuartile, double UpperQuartile, double Minimum, double Maximum)
{
    /// <summary>The interquartile range as a part of the median: 0.05 means that the middle half of the rounds lies within 5 %.</summary>
    public double Noise => Median == 0 ? 0 : (UpperQuartile - LowerQuartile) / Median;

    /// <exception cref="ArgumentException">There are no values.</exception>
    public static Distribution Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0) throw new ArgumentException("found no values; allowed: at least one", nameof(values));
        return new Distribution(At(sorted, 0.5), At(sorted, 0.25), At(sorted, 0.75), sorted[0], sorted[^1]);
    }

    /// <summary>The same where every value may be absent; null when one is.</summary>
    public static Distribution? OfKnown(IEnumerable<double?> values)
    {
        var all = values.ToArray();
        return Array.TrueForAll(all, static v => v is not null) ? Of(all.Select(static v => v!.Value)) : null;
    }

    // Linear interpolation between the neighbours (type 7 of Hyndman and Fan, the common default).
    private static double At(double[] sorted, double part)
    {
        var position = (sorted.Length - 1) * part;
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
    }
}
