using System.Buffers;

namespace Gateway.Policies.Events.Lines;

/// <summary>
/// The one thread that carries records from a queue to an output. A thread of its own and not a pool thread, because a stuck pipe
/// holds it for as long as it likes; a background thread, because that must not keep the process alive.
/// </summary>
internal sealed class LinePump(string name, ILineSource source, LineOutput output, TimeProvider time, TimeSpan tick) : IDisposable
{
    private const int BatchBytes = 64 * 1024;

    /// <summary>How long the end of the process waits for the output.</summary>
    internal static readonly TimeSpan StopBound = TimeSpan.FromSeconds(5);

    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly AutoResetEvent _ticked = new(initialState: false);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;
    private ITimer? _timer;
    private int _sleeping;
    private volatile bool _stopping;

    /// <summary>Starts the thread; records that were queued before are written now.</summary>
    public void Start()
    {
        if (_thread is not null) return;
        _timer = time.CreateTimer(static state => ((LinePump)state!).Tick(), this, tick, tick);
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Tells the thread that there is something to write. Never waits; costs a fence when the thread is busy anyway.</summary>
    public void Wake()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _sleeping) == 1 && Interlocked.Exchange(ref _sleeping, 0) == 1) _wake.Set();
    }

    /// <summary>Writes what waits and ends the thread; false when the output did not take it within the bound.</summary>
    public async Task<bool> StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        if (_thread is null) return true;
        Tick();
        try
        {
            await _finished.Task.WaitAsync(StopBound, time, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The events stay: a thread that is stuck in its output may still come back to them.
        _stopping = true;
        _timer?.Dispose();
        Tick();
    }

    private void Tick()
    {
        _ticked.Set();
        _wake.Set();
    }

    private void Run()
    {
        output.Prepare();
        var buffer = new ArrayBufferWriter<byte>(BatchBytes);
        while (true)
        {
            var final = _stopping;
            var records = Fill(buffer, final);
            if (records == 0)
            {
                if (final) break;
                Sleep();
            }
            else if (!Deliver(buffer, records))
            {
                break;
            }
        }

        _finished.TrySetResult();
    }

    // Keeps the batch until the output takes it. Only the clock wakes a retry: a flood of records must not turn it into a busy loop.
    private bool Deliver(ArrayBufferWriter<byte> buffer, int records)
    {
        while (!output.TryWrite(buffer.WrittenSpan))
        {
            source.OutputFailed();
            if (_stopping)
            {
                LoseTheRest(buffer, records);
                return false;
            }

            _ticked.WaitOne();
        }

        source.Written(records);
        buffer.ResetWrittenCount();
        return true;
    }

    // The process ends and the output takes nothing: what waits is counted, so that the last metrics tell of it.
    private void LoseTheRest(ArrayBufferWriter<byte> buffer, int records)
    {
        for (; records > 0; records = Fill(buffer, final: true))
        {
            source.Lost(records);
            buffer.ResetWrittenCount();
        }
    }

    private int Fill(ArrayBufferWriter<byte> buffer, bool final)
    {
        try
        {
            return source.Fill(buffer, BatchBytes, final);
        }
        catch (Exception)
        {
            // A record that cannot be written must not end the thread that writes the others.
            buffer.ResetWrittenCount();
            source.Lost(1);
            return 0;
        }
    }

    private void Sleep()
    {
        // Announced first, checked again by the next round: a record that comes in between finds either the flag or the round.
        if (Interlocked.Exchange(ref _sleeping, 1) == 0) return;
        _wake.WaitOne();
        Volatile.Write(ref _sleeping, 0);
    }
}
