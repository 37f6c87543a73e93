using System.Globalization;

namespace Gateway.LoadTests.Guard;

/// <summary>Verdicts in plain words.</summary>
internal static class GuardReport
{
    public static string Of(Judgement judgement, GuardRecord record)
    {
        if (judgement.Verdict is Verdict.TooFewRounds)
            return string.Create(CultureInfo.InvariantCulture, $"{judgement.Case}: not judged: {judgement.Rounds} rounds without failed requests; needed: {MedianInterval.FewestValues}");
        var words = judgement.Verdict switch
        {
            Verdict.Worse => "WORSE",
            Verdict.Better => "better; keep it with: guard --record",
            Verdict.WithinNoise => "not judged: above what is allowed, but this run is too noisy to be sure",
            _ => "as recorded",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{judgement.Case}: {words}. A request takes {judgement.Ratio:F2} times the processor time of bare YARP ({judgement.Low:F2} to {judgement.High:F2} in {judgement.Rounds} rounds); recorded {judgement.Recorded:F2} on {record.Date:yyyy-MM-dd} at {record.Commit}; allowed {judgement.Allowed:F2}");
    }
}
