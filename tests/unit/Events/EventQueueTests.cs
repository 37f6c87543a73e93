using System.Buffers;
using System.Text;
using System.Text.Json;
using Gateway.Policies.Events;

namespace Gateway.UnitTests.Events;

public sealed class EventQueueTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly TestMeters _meters = new();
    private readonly TestStream _stream = new();
    private readonly List<EventQueue> _queues = [];

    [Fact]
    public void Write_FloodOfOneSource_KeepsEveryEventOfOthersAndCountsTheRest()
    {
        const int Flood = 1_000_000;
        const int Others = 500;
        var queue = Queue();
        var step = Flood / Others;
        for (var i = 0; i < Flood; i++)
        {
            queue.Write(Refusal("203.0.113.7"));
            if (i % step == 0) queue.Write(Refusal($"198.51.{i / step / 250}.{i / step % 250}", "other"));
        }

        Assert.Equal(Others + 1, queue.TrackedSources);
        var records = Drain(queue, intervalEnds: true);
        Assert.Equal(Others, records.Count(r => r.Text("reason") == "other" && r.Text("event") == "request.rejected"));
        Assert.Equal(Others, records.Where(r => r.Text("reason") == "other").Select(r => r.Text("clientAddress")).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(10, records.Count(r => r.Text("reason") == "flood" && r.Text("event") == "request.rejected"));
        var aggregated = Assert.Single(records, r => r.Text("event") == "request.rejected.aggregated");
        Assert.Equal(Flood - 10, aggregated.GetProperty("count").GetInt64());
        Assert.Equal("203.0.113.7", aggregated.Text("clientAddress"));
        Assert.Equal("2026-03-01T12:00:00.000Z", aggregated.Text("firstSeen"));
        Assert.Equal(Flood - 10, _meters["gateway.events.aggregated"]);
        Assert.Equal(0, _meters["gateway.events.dropped"]);
        Assert.Equal(0, queue.TrackedSources);
    }

    [Fact]
    public void Write_FloodFromParallelThreads_CountsExactly()
    {
        const int PerThread = 50_000;
        var queue = Queue();
        var written = 0L;
        using var stop = new CancellationTokenSource();
        var buffer = new ArrayBufferWriter<byte>();
        var reader = new Thread(() =>
        {
            // Intervals end while requests go on: nothing may be counted twice or not at all.
            while (!stop.IsCancellationRequested)
            {
                _time.Advance(TimeSpan.FromSeconds(10));
                written += Sum(Drain(queue, intervalEnds: false));
            }
        });
        reader.Start();
        Parallel.For(0, 4, t =>
        {
            for (var i = 0; i < PerThread; i++) queue.Write(Refusal($"203.0.113.{i % 7}"));
        });
        stop.Cancel();
        reader.Join();
        written += Sum(Drain(queue, intervalEnds: true));
        Assert.Equal(4 * PerThread, written);
    }

    [Fact]
    public void TryAdd_CounterOfAnEndedInterval_RefusesSoThatNothingIsCountedWhereNobodyLooks()
    {
        var counter = new RefusalCounter();
        var lane = new RefusalLane(64, fullPerKey: 1);
        var e = Refusal("203.0.113.7");
        Assert.True(counter.TryAdd(e, _time.GetUtcNow(), lane, out var first));
        Assert.True(counter.TryAdd(e, _time.GetUtcNow(), lane, out var second));
        Assert.Equal((true, false), (first, second));
        Assert.Equal(1, counter.Close(RefusalKey.Of(e))!.Count);
        Assert.False(counter.TryAdd(e, _time.GetUtcNow(), lane, out _));
    }

    [Fact]
    public void Write_MoreSourcesThanTracked_ShareOneCountPerPolicy()
    {
        const int Sources = 200_000;
        var queue = Queue(new EventOptions { MaxSources = 100, FullPerInterval = 1, QueueCapacity = 64 });
        for (var i = 0; i < Sources; i++)
            queue.Write(Refusal($"10.{i >> 16}.{(i >> 8) & 255}.{i & 255}") with { Policy = i % 2 == 0 ? "RateLimit" : "Authentication" });
        Assert.InRange(queue.TrackedSources, 100, 102);
        var records = Drain(queue, intervalEnds: true);
        Assert.Equal(Sources, Sum(records));
        var others = records.Where(r => r.Text("event") == "request.rejected.aggregated" && r.Text("clientAddress") is null).ToList();
        Assert.Equal(["Authentication", "RateLimit"], others.Select(r => r.Text("policy")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Write_PolicyNamesWithoutBound_AreBounded()
    {
        var queue = Queue(new EventOptions { MaxSources = 100 });
        for (var i = 0; i < 10_000; i++) queue.Write(Refusal("203.0.113.7") with { Policy = $"p{i}" });
        Assert.InRange(queue.TrackedSources, 100, 100 + 256 + 1);
        Assert.Equal(10_000, Sum(Drain(queue, intervalEnds: true)));
    }

    [Fact]
    public void Write_RefusalQueueFull_CountsInsteadOfLosing()
    {
        var queue = Queue(new EventOptions { QueueCapacity = 64 });
        for (var i = 0; i < 1000; i++) queue.Write(Refusal($"10.0.{i >> 8}.{i & 255}"));
        Assert.Equal(1000, Sum(Drain(queue, intervalEnds: true)));
        Assert.Equal(0, _meters["gateway.events.dropped"]);
    }

    [Fact]
    public void Write_RefusalsFillTheirQueue_AuditRecordsStillGetThroughFirst()
    {
        var queue = Queue(new EventOptions { QueueCapacity = 64, AuditQueueCapacity = 64 });
        for (var i = 0; i < 100_000; i++) queue.Write(Refusal($"10.0.{(i >> 8) & 255}.{i & 255}"));
        for (var i = 0; i < 64; i++) queue.Write(Audit(i));
        var records = Drain(queue, intervalEnds: false);
        Assert.Equal(Enumerable.Range(0, 64).Select(i => $"{i}"), records.Take(64).Select(r => r.Text("note")));
        Assert.Equal(0, _meters["gateway.events.dropped"]);
    }

    [Fact]
    public void Write_AuditQueueFull_CountsAndRecordsTheLoss()
    {
        var queue = Queue(new EventOptions { AuditQueueCapacity = 64 });
        for (var i = 0; i < 100; i++) queue.Write(Audit(i));
        Assert.Equal(36, _meters["gateway.events.dropped"]);
        var records = Drain(queue, intervalEnds: false);
        Assert.Equal(64, records.Count(r => r.Text("event") == "config.reloaded"));
        var lost = Assert.Single(records, r => r.Text("event") == "events.lost");
        Assert.Equal(36, lost.GetProperty("count").GetInt64());
        Assert.Empty(Drain(queue, intervalEnds: false));
    }

    [Fact]
    public void Write_SameV6Network_IsOneSource()
    {
        var queue = Queue();
        for (var i = 0; i < 100; i++) queue.Write(Refusal($"2001:db8:0:1:{i:x}::{i:x}"));
        for (var i = 0; i < 100; i++) queue.Write(Refusal("::ffff:203.0.113.7"));
        queue.Write(Refusal("2001:db8:0:2::1"));
        queue.Write(Refusal("garbage"));
        var records = Drain(queue, intervalEnds: true);
        Assert.Equal(["2001:db8:0:1::/64", "203.0.113.7"], records.Where(r => r.Text("event") == "request.rejected.aggregated").Select(r => r.Text("clientAddress")).Order(StringComparer.Ordinal));
        Assert.Equal(202, Sum(records));
    }

    [Fact]
    public void Write_NextInterval_StartsInFullAgain()
    {
        var queue = Queue();
        for (var i = 0; i < 20; i++) queue.Write(Refusal("203.0.113.7"));
        Assert.Equal(11, Drain(queue, intervalEnds: true).Count);
        for (var i = 0; i < 5; i++) queue.Write(Refusal("203.0.113.7"));
        Assert.Equal(5, Drain(queue, intervalEnds: true).Count);
    }

    [Fact]
    public void Write_Disabled_WritesNothing()
    {
        var queue = Queue(new EventOptions { Enabled = false });
        queue.Write(Refusal("203.0.113.7"));
        queue.Write(Audit(1));
        Assert.Empty(Drain(queue, intervalEnds: true));
    }

    [Fact]
    public void Write_HugeTexts_AreCutBeforeTheyWait()
    {
        var queue = Queue();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 2000; i++) queue.Write(Refusal($"10.0.{i >> 8}.{i & 255}") with { Consumer = new string('x', 50_000) });
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 20_000_000);
        Assert.Equal(2000, Drain(queue, intervalEnds: true).Count);
    }

    [Theory]
    [InlineData("request.rejected", false)]
    [InlineData("request.reported", false)]
    [InlineData("config.reloaded", true)]
    [InlineData("admin.call", true)]
    public void IsAudit_ByName_UnlessSaidOtherwise(string name, bool expected)
    {
        var e = new SecurityEvent { Event = name, Outcome = "success" };
        Assert.Equal(expected, e.IsAudit);
        Assert.Equal(!expected, (e with { IsAudit = !expected }).IsAudit);
    }

    public void Dispose()
    {
        foreach (var queue in _queues) queue.Dispose();
        _meters.Dispose();
    }

    private static SecurityEvent Refusal(string address, string reason = "flood") => new()
    {
        Event = "request.rejected",
        Outcome = "rejected",
        Policy = "IpAccess",
        Reason = reason,
        Route = "orders",
        ClientAddress = address,
    };

    private static SecurityEvent Audit(int number) => new() { Event = "config.reloaded", Outcome = "success", Note = $"{number}" };

    private static long Sum(List<JsonElement> records) => records.Sum(r => r.TryGetProperty("count", out var count) ? count.GetInt64() : 1);

    private EventQueue Queue(EventOptions? options = null)
    {
        var queue = new EventQueue(options ?? new EventOptions(), Lines.To(_stream), _time, new EventMetrics(_meters));
        _queues.Add(queue);
        return queue;
    }

    private List<JsonElement> Drain(EventQueue queue, bool intervalEnds)
    {
        if (intervalEnds) _time.Advance(TimeSpan.FromSeconds(10));
        var buffer = new ArrayBufferWriter<byte>();
        while (queue.Fill(buffer, int.MaxValue, final: false) > 0)
        {
        }

        return Lines.Parse(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }
}
