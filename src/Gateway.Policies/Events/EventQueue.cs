using System.Buffers;
using System.Threading.Channels;
using Gateway.Policies.Events.Lines;

namespace Gateway.Policies.Events;

/// <summary>
/// Takes security events from requests and hands them to the thread that writes them. Bounded in every part: audit records have a
/// queue that no flood of refusals can fill, refusals are aggregated by source, and what is lost is counted and recorded.
/// </summary>
internal sealed class EventQueue : IEventSink, ILineSource, IDisposable
{
    private readonly TimeProvider _time;
    private readonly EventOptions _options;
    private readonly EventMetrics _metrics;
    private readonly EventWriter _writer = new();
    private readonly Channel<QueuedEvent> _audit;
    private readonly RefusalLane _refusals;
    private readonly RefusalAggregator _aggregator;
    private readonly EventLosses _losses = new();

    // Records of counted refusals on their way to the output; the next interval ends only when they have left.
    private readonly Queue<QueuedEvent> _aggregated = new();
    private long _intervalStart;
    private volatile bool _closed;

    public EventQueue(EventOptions options, LineOutput output, TimeProvider time, EventMetrics metrics)
    {
        _options = options;
        _time = time;
        _metrics = metrics;
        _audit = Channel.CreateBounded<QueuedEvent>(new BoundedChannelOptions(options.AuditQueueCapacity) { SingleReader = true });
        _refusals = new RefusalLane(options.QueueCapacity, options.FullPerInterval);
        _aggregator = new RefusalAggregator(options.MaxSources, _refusals);
        _intervalStart = time.GetTimestamp();
        Pump = new LinePump("security events", this, output, time, TimeSpan.FromSeconds(1));
    }

    /// <summary>The thread that writes; started and stopped with the host.</summary>
    public LinePump Pump { get; }

    /// <summary>How many sources are told apart at the moment.</summary>
    internal int TrackedSources => _aggregator.Tracked;

    /// <inheritdoc/>
    public void Write(SecurityEvent securityEvent)
    {
        if (!_options.Enabled) return;
        if (_closed)
        {
            _metrics.DroppedStopping();
            return;
        }

        var now = _time.GetUtcNow();
        if (!securityEvent.IsAudit)
        {
            if (_aggregator.Add(Bounded(securityEvent), now)) Pump.Wake();
            else _metrics.Aggregated();
            return;
        }

        if (!_audit.Writer.TryWrite(new QueuedEvent(Bounded(securityEvent), now)))
        {
            _losses.Add(now);
            _metrics.DroppedFull();
        }

        Pump.Wake();
    }

    /// <summary>From now on events are counted as dropped: the end of the process must not wait for a flood.</summary>
    public void Close() => _closed = true;

    /// <inheritdoc/>
    public int Fill(ArrayBufferWriter<byte> buffer, int limitBytes, bool final)
    {
        var now = _time.GetUtcNow();
        if (_aggregated.Count == 0 && (final || _time.GetElapsedTime(_intervalStart) >= _options.Interval))
        {
            _intervalStart = _time.GetTimestamp();
            _aggregator.Close(now, _aggregated);
        }

        var records = 0;
        while (buffer.WrittenCount < limitBytes && TryNext(now, out var next))
        {
            _writer.Write(buffer, next.Event, next.At);
            records++;
        }

        return records;
    }

    /// <inheritdoc/>
    public void Written(int records) => _metrics.Written(records);

    /// <inheritdoc/>
    public void Lost(int records) => _metrics.DroppedUnwritten(records);

    /// <inheritdoc/>
    public void OutputFailed() => _metrics.OutputFailed();

    /// <inheritdoc/>
    public void Dispose()
    {
        Pump.Dispose();
        _writer.Dispose();
    }

    private bool TryNext(DateTimeOffset now, out QueuedEvent next)
    {
        if (_audit.Reader.TryRead(out next)) return true;
        if (_losses.Take() is { } lost)
        {
            next = new QueuedEvent(lost, now);
            return true;
        }

        return _refusals.TryRead(out next) || _aggregated.TryDequeue(out next);
    }

    // Waiting events hold on to the client's texts: cut them now, so that a full queue has a known size. A copy only when one is long.
    private static SecurityEvent Bounded(SecurityEvent e) =>
        IsLong(e.Consumer) || IsLong(e.Action) || IsLong(e.Note) || IsLong(e.Reason) || IsLong(e.Resource) || IsLong(e.Route)
            || IsLong(e.TraceId) || IsLong(e.RequestId) || IsLong(e.ClientAddress) || IsLong(e.Policy)
            ? e with
            {
                Consumer = JsonLine.Bound(e.Consumer),
                Action = JsonLine.Bound(e.Action),
                Note = JsonLine.Bound(e.Note),
                Reason = JsonLine.Bound(e.Reason),
                Resource = JsonLine.Bound(e.Resource),
                Route = JsonLine.Bound(e.Route),
                TraceId = JsonLine.Bound(e.TraceId),
                RequestId = JsonLine.Bound(e.RequestId),
                ClientAddress = JsonLine.Bound(e.ClientAddress),
                Policy = JsonLine.Bound(e.Policy),
            }
            : e;

    private static bool IsLong(string? value) => value is { Length: > JsonLine.MaxTextLength };
}
