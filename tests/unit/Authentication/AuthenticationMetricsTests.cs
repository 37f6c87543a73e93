using System.Diagnostics.Metrics;
using Gateway.Policies.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.UnitTests.Authentication;

public sealed class AuthenticationMetricsTests
{
    [Fact]
    public void Attempts_EachOutcome_IsCountedWithItsScheme()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        var seen = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, factory)) l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            seen.Add($"{instrument.Name} {value} {string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"))}".TrimEnd()));
        listener.Start();
        var metrics = new AuthenticationMetrics(factory);
        var scheme = metrics.Of("Jwt:main");

        scheme.Succeeded();
        scheme.Failed();
        scheme.CouldNotTell();
        metrics.Exhausted();
        listener.RecordObservableInstruments();

        Assert.Equal(
            [
                "gateway.authentication.budget.exhausted 1",
                "gateway.authentication.attempts 1 scheme=Jwt:main outcome=success",
                "gateway.authentication.attempts 1 scheme=Jwt:main outcome=failure",
                "gateway.authentication.attempts 1 scheme=Jwt:main outcome=unavailable",
            ], seen);
    }
}
