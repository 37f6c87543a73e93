using System.Buffers;
using System.Threading.Channels;
using Gateway.Policies.Events;
using Gateway.Policies.Events.Lines;

namespace Gateway.Policies.AccessLog;

/// <summary>
/// Takes access records from requests and hands them to the thread that formats and writes them: a request pays for a copy of the
/// record into the queue, nothing else.
/// </summary>
internal sealed class AccessLogQueue : IAccessLog, ILineSource, IDisposable
{
    // Requests do not wake the writer one by one, which would cost a system call each: it looks by itself this often.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LossInterval = TimeSpan.FromSeconds(10);

    private readonly AccessLogOptions _options;
    private readonly TraceSampler _sampler;
    private readonly AccessLogMetrics _metrics;
    private readonly IEventSink _events;
    private readonly TimeProvider _time;
    private readonly AccessLogWriter _writer = new();
    private readonly Channel<AccessLogRecord> _records;
    private long _lost;
    private long _lossRecordedAt;
    private int _sinceWake;

    public AccessLogQueue(AccessLogOptions options, LineOutput output, TimeProvider time, AccessLogMetrics metrics, IEventSink events)
    {
        _options = options;
        _sampler = new TraceSampler(options.SampleRate);
        _time = time;
        _metrics = metrics;
        _events = events;
        _records = Channel.CreateBounded<AccessLogRecord>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
        _lossRecordedAt = time.GetTimestamp();
        Pump = new LinePump("access log", this, output, time, Tick);
    }

    /// <summary>The thread that writes; started and stopped with the host.</summary>
    public LinePump Pump { get; }

    /// <inheritdoc/>
    public bool IsEnabled(int status, string traceId) =>
        _options.Enabled && (status >= _options.AlwaysStatusFrom || _sampler.Keeps(traceId));

    /// <inheritdoc/>
    public void Write(in AccessLogRecord record)
    {
        if (!_options.Enabled) return;
        if (!_records.Writer.TryWrite(Bounded(record)))
        {
            Interlocked.Increment(ref _lost);
            _metrics.Dropped(1);
        }

        // Before a burst fills the queue the writer is woken early.
        if (Interlocked.Increment(ref _sinceWake) >= _options.QueueCapacity / 4)
        {
            Volatile.Write(ref _sinceWake, 0);
            Pump.Wake();
        }
    }

    /// <summary>From now on records are counted as dropped: the end of the process must not wait for requests.</summary>
    public void Close() => _records.Writer.TryComplete();

    /// <inheritdoc/>
    public int Fill(ArrayBufferWriter<byte> buffer, int limitBytes, bool final)
    {
        var records = 0;
        while (buffer.WrittenCount < limitBytes && _records.Reader.TryRead(out var record))
        {
            _writer.Write(buffer, record);
            records++;
        }

        RecordLosses(final);
        return records;
    }

    /// <inheritdoc/>
    public void Written(int records) => _metrics.Written(records);

    /// <inheritdoc/>
    public void Lost(int records)
    {
        Interlocked.Add(ref _lost, records);
        _metrics.Dropped(records);
    }

    /// <inheritdoc/>
    public void OutputFailed()
    {
        _metrics.OutputFailed();
        // While the output takes nothing, no batch is filled, and that is when records are lost.
        RecordLosses(final: false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pump.Dispose();
        _writer.Dispose();
    }

    // An audit record, so at most one per interval: a log that cannot keep up must not fill the queue of those.
    private void RecordLosses(bool final)
    {
        if (Volatile.Read(ref _lost) == 0) return;
        if (!final && _time.GetElapsedTime(_lossRecordedAt) < LossInterval) return;
        _lossRecordedAt = _time.GetTimestamp();
        _events.Write(new SecurityEvent
        {
            Event = "accesslog.lost",
            Outcome = "failure",
            Reason = "queue-full",
            Note = "access records lost because the output did not keep up",
            Count = Interlocked.Exchange(ref _lost, 0),
        });
    }

    // Only these come from the client unbounded.
    private static AccessLogRecord Bounded(in AccessLogRecord r) =>
        r.UserAgent is { Length: > JsonLine.MaxTextLength } || r.Method.Length > JsonLine.MaxTextLength || r.Consumer is { Length: > JsonLine.MaxTextLength }
            ? r with { UserAgent = JsonLine.Bound(r.UserAgent), Method = JsonLine.Bound(r.Method)!, Consumer = JsonLine.Bound(r.Consumer) }
            : r;
}
