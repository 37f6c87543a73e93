using System.Globalization;
using System.Text;
using Gateway.LoadTests.Machine;

namespace Gateway.LoadTests.Report;

/// <summary>Where and how something was measured, above every table of docs/benchmarks.md.</summary>
internal static class ConditionsText
{
    /// <param name="text">What it is added to.</param>
    /// <param name="conditions">The machine.</param>
    /// <param name="extent">How much was measured.</param>
    public static void Append(StringBuilder text, Conditions conditions, string extent)
    {
        text.AppendLine("```");
        text.AppendLine(CultureInfo.InvariantCulture, $"{conditions.System}, {conditions.Processor}, {conditions.ProcessorCount} cores");
        text.AppendLine(CultureInfo.InvariantCulture, $"{conditions.Runtime}, {string.Join(", ", conditions.Tools)}");
        text.AppendLine(conditions.Pinning);
        text.AppendLine(extent);
        text.AppendLine(Noise(conditions));
        text.AppendLine("```").AppendLine();
        if (conditions.IsNoisy) text.AppendLine(CultureInfo.InvariantCulture, $"**The machine was not idle: {Noise(conditions)}. The figures are not to be relied on.**").AppendLine();
    }

    /// <summary>What else the machine did.</summary>
    public static string Noise(Conditions conditions) => string.Create(
        CultureInfo.InvariantCulture, $"other programs kept {conditions.OtherCores:F2} cores busy, and the hypervisor took {conditions.Stolen * 100:F1} % of the time");
}
