using System.Diagnostics.Metrics;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Gateway.UnitTests.Pipeline;

/// <summary>Requests in flight: counted while they are, and not a moment longer, whatever becomes of them.</summary>
public sealed class RequestMetricsTests : IDisposable
{
    private readonly MiddlewareFixture _gateway = new();

    [Fact]
    public async Task Request_WhileItIsForwarded_IsInFlight()
    {
        long during = -1;
        _gateway.Map("/orders", MiddlewareFixture.Plan());
        _gateway.Forward = _ =>
        {
            during = InFlight();
            return Task.CompletedTask;
        };
        Assert.Equal(0, InFlight());
        await _gateway.SendAsync("/orders");
        Assert.Equal((1, 0), (during, InFlight()));
    }

    [Fact]
    public async Task Request_ThatFails_IsInFlightNoLonger()
    {
        _gateway.Map("/orders", MiddlewareFixture.Plan())
            .Map("/refused", MiddlewareFixture.Plan("refused", null, PipelineFixture.Stage("Authorization", _ => Decision.Reject(PipelineFixture.Refusal()))))
            .Map("/broken", MiddlewareFixture.Plan("broken", null, PipelineFixture.Stage("Authorization", _ => throw new InvalidOperationException("a defect"))));
        foreach (var failure in new Exception[] { new InvalidOperationException("a defect"), new OperationCanceledException(), new BadHttpRequestException("cut off") })
        {
            _gateway.Forward = async _ =>
            {
                await Task.Yield();
                throw failure;
            };
            await _gateway.SendAsync("/orders");
            Assert.Equal(0, InFlight());
        }

        foreach (var path in new[] { "/refused", "/broken", "/nowhere" })
        {
            await _gateway.SendAsync(path);
            Assert.Equal(0, InFlight());
        }

        Assert.Equal(3, _gateway.Forwarded);
    }

    [Fact]
    public void Request_WhoseSchemeChanges_IsTakenFromTheCountItWasAddedTo()
    {
        var context = new DefaultHttpContext();
        context.Request.Scheme = "https";
        var active = _gateway.Parts.Requests.Begin(context);
        context.Request.Scheme = "http";
        Assert.Equal(1, active.Value);
        active.Add(-1);
        Assert.Equal(0, InFlight());
    }

    [Fact]
    public void Request_Counted_AllocatesNothing()
    {
        var context = new DefaultHttpContext();
        Allocations.AssertNone(() => _gateway.Parts.Requests.Begin(context).Add(-1));
    }

    public void Dispose() => _gateway.Dispose();

    private long InFlight()
    {
        long sum = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, _gateway.Parts.Measured.Factory) && instrument.Name == "http.server.active_requests") l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => sum += value);
        listener.Start();
        listener.RecordObservableInstruments();
        return sum;
    }
}
