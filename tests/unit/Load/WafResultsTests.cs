using Gateway.LoadTests.Waf;

namespace Gateway.UnitTests.Load;

public sealed class WafResultsTests
{
    [Fact]
    public void Ratios_AreTakenRoundByRound_OfWholeRequestsAndOfWhatRulesAdd()
    {
        // In the second round everything took twice as long.
        var results = Of((WafSubject.Nginx, [20, 40]), (WafSubject.NginxRules, [1220, 2440]), (WafSubject.Gateway, [50, 100]), (WafSubject.GatewayRules, [110, 220]));
        Assert.Equal(1220 / 110.0, results.Times(WafRequest.Get).Median, 6);
        Assert.Equal(20, results.ShareTimes(WafRequest.Get).Median, 6);
        Assert.Equal(90, results.Share(WafSubject.GatewayRules, WafRequest.Get).Median, 6);
        Assert.Equal([], results.Faults());
    }

    [Fact]
    public void Faults_FailuresAndRulesThatCostNothing_AreTold()
    {
        var results = Of((WafSubject.Nginx, [20]), (WafSubject.NginxRules, [1200]), (WafSubject.Gateway, [110]), (WafSubject.GatewayRules, [100]));
        results.Samples[(WafSubject.Nginx, WafRequest.PostText)][0] = new WafSample(20, null, 7);
        Assert.Contains("nginx, text: 7 requests failed; allowed: 0", results.Faults());
        Assert.Contains("get: a round in which rules cost nothing in the gateway; the machine is too busy to measure", results.Faults());
        Assert.Equal(1 + WafRequest.All.Count, results.Faults().Count);
    }

    [Fact]
    public void Tables_HaveARowForEachRequest_AndChartABarForEachServer()
    {
        var results = Of((WafSubject.Nginx, [20]), (WafSubject.NginxRules, [1800]), (WafSubject.Gateway, [50]), (WafSubject.GatewayRules, [100]));
        var table = WafTables.Of(results);
        foreach (var request in WafRequest.All) Assert.Equal(3, table.Split($"| {request.Title} |").Length);
        Assert.Contains("≥ 15.0: met", table, StringComparison.Ordinal);
        Assert.Contains("≥ 20.0: **missed**", table, StringComparison.Ordinal);
        Assert.Equal(WafRequest.All.Count * WafSubjects.All.Count + 2, WafChart.Of(results).Split("<rect ").Length);
    }

    [Fact]
    public void FiredRules_AreReadFromBothLogs_WithoutThoseThatCompareScores()
    {
        string[] nginx =
        [
            """2026/01/02 03:04:05 [info] 7#7: *1 ModSecurity: Warning. detected SQLi using libinjection. [file "x.conf"] [line "46"] [id "942100"] [rev ""] [msg "SQL"]""",
            """2026/01/02 03:04:05 [error] 7#7: *1 [client 127.0.0.1] ModSecurity: Access denied with code 403 (phase 2). [id "949110"]""",
        ];
        string[] events = ["""{"kind":"request.forwarded"}""", """{"kind":"request.blocked","waf":{"decidedBy":949110,"rules":[{"id":942190},{"id":942100}]}}"""];
        Assert.Equal([942100], FiredRules.OfModSecurity(nginx));
        Assert.Null(FiredRules.OfModSecurity(nginx[..1]));
        Assert.Equal([942100, 942190], FiredRules.OfGateway(events));
        Assert.Null(FiredRules.OfGateway(events[..1]));
    }

    [Fact]
    public void Requests_HaveTheLengthsThatTheyAreNamedBy_AndAnAttackEach()
    {
        Assert.Equal(4, WafRequest.All.Count);
        Assert.InRange(WafRequest.PostForm.Body.Length, 475, 525);
        Assert.InRange(WafRequest.PostJson.Body.Length, 475, 525);
        Assert.InRange(WafRequest.PostText.Body.Length, 4700, 4900);
        Assert.All(WafRequest.All, static r => Assert.True((r.AttackTarget ?? r.Target) != r.Target || (r.AttackBody ?? r.Body) != r.Body));
    }

    private static WafResults Of(params ReadOnlySpan<(WafSubject Subject, double[] Costs)> servers)
    {
        var samples = new Dictionary<(WafSubject, WafRequest), List<WafSample>>();
        foreach (var (subject, costs) in servers)
            foreach (var request in WafRequest.All) samples[(subject, request)] = [.. costs.Select(static c => new WafSample(c, 4000, 0))];
        return new WafResults(samples, new Dictionary<WafRequest, IReadOnlyList<long>> { [WafRequest.Get] = [942100] });
    }
}
