using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Text;
using Gateway.Policies.AccessLog;
using Gateway.Policies.Events;
using Gateway.UnitTests.Events;

namespace Gateway.UnitTests.AccessLog;

public sealed class AccessLogTests : IDisposable
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    private readonly ManualTime _time = new();
    private readonly TestMeters _meters = new();
    private readonly TestStream _stream = new();
    private readonly Sink _events = new();
    private readonly List<AccessLogQueue> _queues = [];

    [Fact]
    public void Write_AllFields_HaveTheDocumentedNames()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new AccessLogWriter();
        writer.Write(buffer, Record(1) with { UserAgent = "curl/8.5.0" });
        Assert.Equal(
            """{"timestamp":"2026-03-01T12:00:00.000Z","level":"access","method":"GET","route":"orders","pathTemplate":"/orders/{id}","status":200,"durationMs":3.142,"bytesIn":1,"bytesOut":250,"clientAddress":"2001:db8::7","consumer":"acme","traceId":"4bf92f3577b34da6a3ce929d0e0e4736","requestId":"r-1","protocol":"HTTP/2","tls":"TLS 1.3","cluster":"c","destination":"a","userAgent":"curl/8.5.0"}""" + "\n",
            Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Theory]
    [InlineData("a\r\n{\"level\":\"access\"}")]
    [InlineData("\u001b[2J\u0085\u2028\u2029")]
    [InlineData("\ud800")]
    public void Write_HostileUserAgent_IsOneLine(string text)
    {
        var queue = Queue();
        queue.Write(Record(1) with { UserAgent = text });
        queue.Write(Record(2) with { UserAgent = string.Concat(Enumerable.Repeat(text, 100_000)), Method = new string('M', 9999) });
        var buffer = new ArrayBufferWriter<byte>();
        Assert.Equal(2, queue.Fill(buffer, int.MaxValue, final: false));
        var lines = Encoding.UTF8.GetString(buffer.WrittenSpan);
        Assert.Equal(2, lines.Count(c => c == '\n'));
        Assert.All(lines, c => Assert.True(c is '\n' or (>= ' ' and <= '~')));
        Assert.All(Lines.Parse(lines), r => Assert.InRange(r.Text("userAgent")!.Length, 1, 256));
    }

    [Theory]
    [InlineData(false, 1.0, 500, false)]
    [InlineData(true, 1.0, 200, true)]
    [InlineData(true, 0.0, 200, false)]
    [InlineData(true, 0.0, 499, false)]
    [InlineData(true, 0.0, 500, true)]
    [InlineData(true, 0.0, 503, true)]
    public void IsEnabled_ByOptionsAndStatus(bool enabled, double rate, int status, bool expected) =>
        Assert.Equal(expected, Queue(new AccessLogOptions { Enabled = enabled, SampleRate = rate }).IsEnabled(status, TraceId));

    [Fact]
    public void IsEnabled_SameTrace_IsDecidedAlikeEverywhereAndMonotonic()
    {
        var one = Queue(new AccessLogOptions { Enabled = true, SampleRate = 0.25 });
        var two = Queue(new AccessLogOptions { Enabled = true, SampleRate = 0.25 });
        var more = Queue(new AccessLogOptions { Enabled = true, SampleRate = 0.5 });
        var kept = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var id = ActivityTraceId.CreateRandom().ToHexString();
            var decision = one.IsEnabled(200, id);
            Assert.Equal(decision, two.IsEnabled(200, id));
            // A service that samples more keeps at least what one that samples less keeps.
            Assert.True(!decision || more.IsEnabled(200, id));
            if (decision) kept++;
        }

        // 5000 expected; ±500 is more than eight standard deviations.
        Assert.InRange(kept, 4500, 5500);
    }

    [Theory]
    [InlineData("00000000000000000080000000000000", 0.5, true)]
    [InlineData("0000000000000000007fffffffffffff", 0.5, false)]
    [InlineData("ffffffffffffffffff00000000000000", 0.999, false)]
    [InlineData("000000000000000000ffffffffffffff", 0.001, true)]
    public void Keeps_RandomPart_ComparesWithTheThreshold(string traceId, double rate, bool expected) =>
        Assert.Equal(expected, new TraceSampler(rate).Keeps(traceId));

    [Fact]
    public void Keeps_NotATraceId_IsStillSpreadOut()
    {
        var sampler = new TraceSampler(0.5);
        Assert.InRange(Enumerable.Range(0, 2000).Count(i => sampler.Keeps($"request number {i} of z")), 800, 1200);
    }

    [Fact]
    public void Write_OutputStuck_DropsCountsAndTells()
    {
        var queue = Queue(new AccessLogOptions { Enabled = true, QueueCapacity = 256 });
        _stream.Hold();
        for (var i = 0; i < 100; i++) queue.Write(Record(i));
        queue.Pump.Start();
        Lines.Eventually(() => _stream.IsHeldUp);
        // Returning at all is the proof: nobody releases the stream.
        for (var i = 0; i < 10_000; i++) queue.Write(Record(i));
        Assert.True(_stream.IsHeldUp);
        Assert.Equal(10_000 - 256, _meters["gateway.accesslog.dropped"]);
        _stream.Release();
        Lines.Eventually(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return _meters["gateway.accesslog.written"] == 356 && !_events.Written.IsEmpty;
        });
        Assert.Equal(356, _stream.Records().Count);
        var lost = Assert.Single(_events.Written);
        Assert.Equal(("accesslog.lost", 10_000L - 256), (lost.Event, lost.Count));
        Assert.True(lost.IsAudit);
    }

    [Fact]
    public async Task Stop_RecordsWait_AllAreWritten()
    {
        var queue = Queue();
        queue.Pump.Start();
        for (var i = 0; i < 3000; i++) queue.Write(Record(i));
        queue.Close();
        Assert.True(await queue.Pump.StopAsync(CancellationToken.None));
        Assert.Equal(Enumerable.Range(0, 3000), _stream.Records().Select(r => r.GetProperty("bytesIn").GetInt32()));
        queue.Write(Record(1));
        Assert.Equal(1, _meters["gateway.accesslog.dropped"]);
    }

    [Fact]
    public void Write_OrdinaryRecord_AllocatesNothing()
    {
        var queue = Queue();
        var record = Record(1);
        var buffer = new ArrayBufferWriter<byte>(1 << 20);
        void Round()
        {
            for (var i = 0; i < 1000; i++) queue.Write(record);
            buffer.ResetWrittenCount();
            queue.Fill(buffer, int.MaxValue, final: false);
        }

        Round();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++) Round();
        // Formatting included; what is allowed is less than a byte for each of the 10,000 records.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 9_999);
    }

    public void Dispose()
    {
        _stream.Release();
        foreach (var queue in _queues) queue.Dispose();
        _meters.Dispose();
    }

    private AccessLogRecord Record(int number) => new()
    {
        Timestamp = _time.GetUtcNow(),
        Duration = TimeSpan.FromMicroseconds(3141.6),
        Method = "GET",
        Route = "orders",
        PathTemplate = "/orders/{id}",
        Status = 200,
        BytesIn = number,
        BytesOut = 250,
        ClientAddress = IPAddress.Parse("2001:db8::7"),
        Consumer = "acme",
        TraceId = TraceId,
        RequestId = "r-1",
        Protocol = "HTTP/2",
        Tls = "TLS 1.3",
        Cluster = "c",
        Destination = "a",
    };

    private AccessLogQueue Queue(AccessLogOptions? options = null)
    {
        var queue = new AccessLogQueue(options ?? new AccessLogOptions { Enabled = true }, Lines.To(_stream), _time, new AccessLogMetrics(_meters), _events);
        _queues.Add(queue);
        return queue;
    }

    private sealed class Sink : IEventSink
    {
        public System.Collections.Concurrent.ConcurrentQueue<SecurityEvent> Written { get; } = new();

        public void Write(SecurityEvent securityEvent) => Written.Enqueue(securityEvent);
    }
}
