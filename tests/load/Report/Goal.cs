using System.Globalization;

namespace Gateway.LoadTests.Report;

/// <summary>What a figure has to be; stands beside it in the tables, with whether it is.</summary>
internal sealed record Goal(double Bound, bool IsFloor, string Unit)
{
    public static Goal AtLeast(double bound, string unit = "") => new(bound, true, unit);

    public static Goal AtMost(double bound, string unit = "") => new(bound, false, unit);

    public bool IsMetBy(double value) => IsFloor ? value >= Bound : value <= Bound;

    public string Verdict(double value) => string.Create(
        CultureInfo.InvariantCulture, $"{(IsFloor ? '≥' : '≤')} {Bound.ToString("0.0#", CultureInfo.InvariantCulture)}{Unit}: {(IsMetBy(value) ? "met" : "**missed**")}");
}
