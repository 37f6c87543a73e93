using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Report;

namespace Gateway.LoadTests.Waf;

/// <summary>The rounds of each server with each kind of request, in the order in which they were measured.</summary>
/// <param name="Samples">What each round took.</param>
/// <param name="Fired">The rules that the attack of each kind fired, in both servers alike.</param>
internal sealed record WafResults(IReadOnlyDictionary<(WafSubject, WafRequest), List<WafSample>> Samples, IReadOnlyDictionary<WafRequest, IReadOnlyList<long>> Fired)
{
    public Conditions? Conditions { get; init; }

    public string Versions { get; init; } = "";

    public IReadOnlyList<EngineFigures> Engines { get; init; } = [];

    /// <summary>Processor time of a request in microseconds.</summary>
    public Distribution Cost(WafSubject subject, WafRequest request) => Distribution.Of(Costs(subject, request));

    /// <summary>How many times the gateway's processor time nginx takes for a request with rules, round by round.</summary>
    public Distribution Times(WafRequest request) => Distribution.Of(Costs(WafSubject.NginxRules, request).Zip(Costs(WafSubject.GatewayRules, request), static (nginx, gateway) => nginx / gateway));

    /// <summary>What the rules add to a request in microseconds, round by round.</summary>
    public Distribution Share(WafSubject subject, WafRequest request) => Distribution.Of(Shares(subject, request));

    /// <summary>How many times what the rules add in the gateway they add in nginx, round by round.</summary>
    public Distribution ShareTimes(WafRequest request) =>
        Distribution.Of(Shares(WafSubject.NginxRules, request).Zip(Shares(WafSubject.GatewayRules, request), static (nginx, gateway) => nginx / gateway));

    /// <summary>Bytes that the gateway allocates for a request; null: it did not tell.</summary>
    public double? Allocated(WafSubject subject, WafRequest request) => Distribution.OfKnown(Samples[(subject, request)].Select(static s => s.AllocatedBytes))?.Median;

    /// <summary>What makes the results worthless, one sentence each.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        foreach (var ((subject, request), rounds) in Samples)
        {
            if (rounds.Sum(static s => s.Failures) is > 0 and var failures) faults.Add($"{WafSubjects.TitleOf(subject)}, {request.Name}: {failures} requests failed; allowed: 0");
            if (subject is WafSubject.GatewayRules && Shares(subject, request).Any(static s => s <= 0)) faults.Add($"{request.Name}: a round in which rules cost nothing in the gateway; the machine is too busy to measure");
        }

        return faults;
    }

    private IEnumerable<double> Costs(WafSubject subject, WafRequest request) => Samples[(subject, request)].Select(static s => s.ProcessorMicroseconds);

    private IEnumerable<double> Shares(WafSubject subject, WafRequest request) =>
        Costs(subject, request).Zip(Costs(subject is WafSubject.NginxRules ? WafSubject.Nginx : WafSubject.Gateway, request), static (with, without) => with - without);
}
