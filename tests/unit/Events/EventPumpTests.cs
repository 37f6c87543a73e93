using System.Text;
using Gateway.Policies.Events;
using Gateway.Policies.Events.Lines;

namespace Gateway.UnitTests.Events;

public sealed class EventPumpTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly TestMeters _meters = new();
    private readonly TestStream _stream = new();
    private readonly StreamLineOutput _output;
    private readonly EventQueue _queue;

    public EventPumpTests()
    {
        _output = Lines.To(_stream);
        _queue = new EventQueue(new EventOptions { AuditQueueCapacity = 64, QueueCapacity = 64 }, _output, _time, new EventMetrics(_meters));
    }

    [Fact]
    public void Write_Running_ReachesTheOutputWithoutTheClock()
    {
        _queue.Pump.Start();
        for (var i = 1; i <= 50; i++)
        {
            _queue.Write(Audit(i));
            var count = i;
            Lines.Eventually(() => _stream.Text().Count(c => c == '\n') == count);
        }

        Assert.Equal(Enumerable.Range(1, 50).Select(i => $"{i}"), _stream.Records().Select(r => r.Text("note")));
    }

    [Fact]
    public void Write_IntervalEnds_ClockBringsTheAggregate()
    {
        _queue.Pump.Start();
        for (var i = 0; i < 100; i++) _queue.Write(Refusal());
        _time.Advance(TimeSpan.FromSeconds(10));
        Lines.Eventually(() => _stream.Records().Any(r => r.Text("event") == "request.rejected.aggregated"));
        Assert.Equal(90, _stream.Records().Single(r => r.Text("event") == "request.rejected.aggregated").GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task Stop_RecordsWait_AllAreWrittenWithTheOpenInterval()
    {
        for (var i = 0; i < 60; i++) _queue.Write(Audit(i));
        for (var i = 0; i < 100; i++) _queue.Write(Refusal());
        _queue.Pump.Start();
        await new LinePumpService(_queue.Pump, _queue.Close).StopAsync(CancellationToken.None);
        var records = _stream.Records();
        Assert.Equal(60, records.Count(r => r.Text("event") == "config.reloaded"));
        Assert.Equal(10, records.Count(r => r.Text("event") == "request.rejected"));
        Assert.Equal(90, records.Single(r => r.Text("event") == "request.rejected.aggregated").GetProperty("count").GetInt64());
        Assert.Equal(71, _meters["gateway.events.written"]);
        _queue.Write(Audit(1));
        Assert.Equal(1, _meters["gateway.events.dropped"]);
    }

    [Fact]
    public async Task Write_OutputStuck_ReturnsAndStopIsBounded()
    {
        _stream.Hold();
        _queue.Pump.Start();
        _queue.Write(Audit(0));
        Lines.Eventually(() => _stream.IsHeldUp);
        // Returning at all is the proof: nobody releases the stream.
        for (var i = 0; i < 10_000; i++)
        {
            _queue.Write(Audit(i));
            _queue.Write(Refusal());
        }

        Assert.True(_stream.IsHeldUp);
        Assert.Equal(10_000 - 64, _meters["gateway.events.dropped"]);
        var stopped = _queue.Pump.StopAsync(CancellationToken.None);
        Assert.False(stopped.IsCompleted);
        _time.Advance(LinePump.StopBound);
        Assert.False(await stopped);
        _stream.Release();
        Lines.Eventually(() => _stream.Records().Any(r => r.Text("event") == "request.rejected.aggregated"));
        Assert.Equal(10_000 - 64, _stream.Records().Single(r => r.Text("event") == "events.lost").GetProperty("count").GetInt64());
    }

    [Fact]
    public void Write_DiskFull_KeepsRetriesAndLosesNothing()
    {
        _stream.Room = 50;
        _queue.Pump.Start();
        for (var i = 0; i < 20; i++) _queue.Write(Audit(i));
        Lines.Eventually(() => _output.IsFailing);
        _time.Advance(TimeSpan.FromSeconds(1));
        Lines.Eventually(() => _stream.Failures >= 2);
        Assert.True(_output.IsFailing);
        _stream.Room = -1;
        Lines.Eventually(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return !_output.IsFailing && _meters["gateway.events.written"] == 20;
        });
        Assert.True(_meters["gateway.events.output.failures"] >= 2);
        // The first line is the half record that the full disk took; what follows is whole.
        var lines = _stream.Text().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var whole = Lines.Parse(string.Join('\n', lines.Where(l => l.EndsWith('}'))));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), whole.Select(r => r.Text("note")));
        Assert.Single(lines, l => !l.EndsWith('}'));
    }

    [Fact]
    public async Task Stop_OutputFails_EndsAndCountsWhatIsLost()
    {
        _stream.Room = 0;
        for (var i = 0; i < 20; i++) _queue.Write(Audit(i));
        _queue.Pump.Start();
        Assert.True(await _queue.Pump.StopAsync(CancellationToken.None));
        Assert.Equal(20, _meters["gateway.events.dropped"]);
    }

    [Fact]
    public void TryWrite_FromManyThreads_LinesDoNotInterleave()
    {
        Parallel.For(0, 8, t =>
        {
            var line = Encoding.UTF8.GetBytes($"{{\"t\":\"{new string((char)('a' + t), 200)}\"}}\n");
            for (var i = 0; i < 200; i++) _output.TryWrite(line);
        });
        Assert.Equal(1600, _stream.Records().Count(r => r.Text("t")!.Distinct().Count() == 1));
    }

    public void Dispose()
    {
        _stream.Release();
        _queue.Dispose();
        _meters.Dispose();
    }

    private static SecurityEvent Audit(int number) => new() { Event = "config.reloaded", Outcome = "success", Note = $"{number}" };

    private static SecurityEvent Refusal() => new() { Event = "request.rejected", Outcome = "rejected", Policy = "IpAccess", Reason = "denied", ClientAddress = "203.0.113.7" };
}
