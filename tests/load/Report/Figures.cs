using System.Globalization;

namespace Gateway.LoadTests.Report;

/// <summary>How numbers are written, alike in every report.</summary>
internal static class Figures
{
    public const string None = "–";

    public static string Rate(double perSecond) => perSecond.ToString("N0", CultureInfo.InvariantCulture);

    public static string Noise(double part) => string.Create(CultureInfo.InvariantCulture, $"{part * 100:F1} %");

    public static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{part * 100:F0} %");

    public static string Ratio(Distribution? ratio) => ratio?.Median.ToString("F2", CultureInfo.InvariantCulture) ?? None;

    public static string Milliseconds(double value) => value <= 0 ? None : value.ToString(value < 10 ? "F2" : "F1", CultureInfo.InvariantCulture);

    public static string Microseconds(double value) => value.ToString("F1", CultureInfo.InvariantCulture);

    public static string Bytes(double? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? None;
}
