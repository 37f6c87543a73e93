using System.Text.Json;

namespace Gateway.LoadTests.Report;

/// <summary>The results for programs: a stable shape with units in the names.</summary>
internal static class ResultsJson
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string Of(Results results) => JsonSerializer.Serialize(
        new
        {
            results.Conditions,
            Results = results.Rows.Select(static row => new
            {
                row.Case.Id,
                row.Case.Contender,
                Scenario = row.Case.Scenario.Name,
                Protocol = row.Case.ProtocolName,
                RequestsPerSecond = row.Rate,
                P50Milliseconds = Known(row.P50Milliseconds),
                P99Milliseconds = Known(row.P99Milliseconds),
                row.ProcessorMicroseconds,
                row.Busy,
                row.AllocatedBytes,
                row.StoreCalls,
                row.TokenCacheHits,
                row.ToYarp,
                row.ToHaproxy,
                row.Failures,
            }),
        },
        Json);

    private static double? Known(double milliseconds) => milliseconds > 0 ? milliseconds : null;
}
