using System.Globalization;
using Gateway.LoadTests.Report;

namespace Gateway.LoadTests.Waf;

/// <summary>Processor time of a request as horizontal bars, a group for each kind of request.</summary>
internal static class WafChart
{
    private static readonly BarChart Chart = new(
        "Processor time of a request, µs",
        "OWASP Core Rule Set, paranoia level 1. Median of the rounds; the whisker goes from the lowest to the highest round. Shorter is better.",
        labelWidth: 220);

    public static string Of(WafResults results) =>
        Chart.Of([.. WafRequest.All.Select(request => new BarGroup(request.Title, [.. WafSubjects.All.Select(subject => BarOf(subject, results.Cost(subject, request)))]))]);

    private static Bar BarOf(WafSubject subject, Distribution cost) => new(
        WafSubjects.TitleOf(subject), cost, cost.Median.ToString(cost.Median < 1000 ? "F0" : "N0", CultureInfo.InvariantCulture), ColourOf(subject), subject is WafSubject.GatewayRules);

    private static string ColourOf(WafSubject subject) => subject switch
    {
        WafSubject.Nginx => "#a9dcb8",
        WafSubject.NginxRules => "#2da44e",
        WafSubject.Gateway => "#a5c8fa",
        _ => "#1f6feb",
    };
}
