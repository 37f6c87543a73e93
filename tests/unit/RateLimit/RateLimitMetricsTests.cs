using System.Diagnostics.Metrics;
using Gateway.Policies.RateLimit;
using static Gateway.UnitTests.RateLimit.RateLimitHarness;

namespace Gateway.UnitTests.RateLimit;

public sealed class RateLimitMetricsTests
{
    [Fact]
    public void Decisions_AreCountedByRuleAndOutcome()
    {
        using var harness = new RateLimitHarness();
        var factory = (IMeterFactory)harness.Services.GetService(typeof(IMeterFactory))!;
        List<string> seen = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == RateLimitMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, factory)) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Add($"{instrument.Name}={value} {string.Join(' ', tags.ToArray().Select(t => $"{t.Key}:{t.Value}"))}".TrimEnd()));
        listener.Start();
        var stage = harness.ByAddress(Options(("a", Rule(1)), ("b", Rule(5))))!;
        Decide(stage, From());
        Decide(stage, From());
        listener.RecordObservableInstruments();
        Assert.Equal(
            [
                "gateway.rate_limit.decisions=1 rule:a outcome:admitted",
                "gateway.rate_limit.decisions=1 rule:b outcome:admitted",
                "gateway.rate_limit.decisions=1 rule:a outcome:refused",
                "gateway.rate_limit.partitions=2",
            ],
            seen);
    }
}
