using Gateway.Fuzz.Engine;

namespace Gateway.Fuzz.Cli;

/// <summary>Campaigns on targets, one after the other, and their report.</summary>
internal static class Session
{
    // No input takes a thousandth of it.
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(20);

    public static int Run(IReadOnlyList<FuzzTarget> targets, int seed, TimeSpan time, CancellationToken cancellation)
    {
        FuzzReport.Head(seed, targets.Count, time);
        List<FuzzFinding> findings = [];
        var (executions, outcomes) = (0L, 0L);
        foreach (var target in targets)
        {
            if (cancellation.IsCancellationRequested) break;
            var campaign = new FuzzCampaign(target, seed);
            using (Watch(target, campaign)) campaign.Run(time, long.MaxValue, cancellation);
            FuzzReport.Line(target.Name, campaign);
            executions += campaign.Executions;
            outcomes += campaign.Outcomes;
            findings.AddRange(campaign.Findings);
        }

        FuzzReport.Total(executions, outcomes, findings.Count);
        foreach (var finding in findings) FuzzReport.Finding(finding);
        return findings.Count > 0 ? FuzzCommand.Found : 0;
    }

    // A parser that does not come back cannot be stopped, only told of.
    private static Timer Watch(FuzzTarget target, FuzzCampaign campaign)
    {
        byte[]? seen = null;
        return new Timer(
            _ =>
            {
                var current = campaign.Current;
                if (current is not null && ReferenceEquals(current, seen))
                {
                    FuzzReport.Finding(new(target.Name, "hang", $"no answer after {Hang.TotalSeconds:0} s", current));
                    Environment.Exit(FuzzCommand.Found);
                }

                seen = current;
            },
            null,
            Hang,
            Hang);
    }
}
