using System.Globalization;
using System.Text;
using Gateway.LoadTests.Machine;

namespace Gateway.LoadTests.Admissions;

/// <summary>What one of them did.</summary>
internal sealed record AdmittedRow(Entrant Entrant, AdmissionCounts Admissions, double Allowed, int MostInAWindow)
{
    private const double MostOther = 0.01;

    public double Ratio => Admissions.Admitted / Allowed;

    /// <summary>What is wrong with a row of ours: more than was allowed, or measured without Redis. What others admit is what is measured.</summary>
    public string? Fault => Entrant is not GatewayEntrant ? null
        : Ratio > 1 ? "the gateway admitted more than its rule allows"
        : Admissions.Other > MostOther * Admissions.Sent ? $"Redis did not decide in time; allowed: at most {MostOther:P0} of the requests" : null;
}

/// <summary>The comparison as Markdown for docs/benchmarks.md.</summary>
internal static class AdmittedTable
{
    public static string Of(Quota quota, IReadOnlyList<AdmittedRow> rows, string machine)
    {
        var text = new StringBuilder();
        text.AppendLine("```").AppendLine(machine);
        text.AppendLine(CultureInfo.InvariantCulture, $"limit: {quota.Permits:N0} requests of one client in {quota.WindowSeconds} s; sent: {quota.PerSecond:N0} a second for {quota.Span.TotalSeconds:0.#} s, shared out evenly, {Overrun.AtOnce} at once to each instance");
        text.AppendLine("```").AppendLine();
        text.AppendLine("| | instances | how it counts | allowed | admitted | admitted / allowed | most in one window / limit | other answers |");
        text.AppendLine("|---|---:|---|---:|---:|---:|---:|---:|");
        foreach (var row in rows)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {Name(row.Entrant)} | {row.Entrant.Ports.Count} | {row.Entrant.How} | {row.Allowed:N0} | {row.Admissions.Admitted:N0} | {row.Ratio:F3} | {row.MostInAWindow / (double)quota.Permits:F2} | {row.Admissions.Other:N0} |");
        }

        return text.ToString();
    }

    public static string Line(AdmittedRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Entrant.Title} x{row.Entrant.Ports.Count}, {row.Entrant.How}: sent {row.Admissions.Sent:N0} in {row.Admissions.Elapsed.TotalSeconds:F1} s, allowed {row.Allowed:N0}, admitted {row.Admissions.Admitted:N0} ({row.Ratio:F3}), most in one window {row.MostInAWindow:N0}, refused {row.Admissions.Refused:N0}, other {row.Admissions.Other:N0}");

    /// <summary>Where it was measured.</summary>
    public static string Machine(Conditions conditions) =>
        $"{conditions.System}, {conditions.Processor}, {conditions.ProcessorCount} cores\n{conditions.Runtime}, {string.Join(", ", conditions.Tools.Where(static t => !t.StartsWith("wrk", StringComparison.Ordinal) && !t.StartsWith("h2load", StringComparison.Ordinal)))}";

    private static string Name(Entrant entrant) => entrant is GatewayEntrant ? "**gateway**" : entrant.Title;
}
