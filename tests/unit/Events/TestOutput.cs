using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Gateway.Policies.Events.Lines;

namespace Gateway.UnitTests.Events;

/// <summary>An output stream that a test can break, hold up, and read.</summary>
internal sealed class TestStream : Stream
{
    private readonly MemoryStream _written = new();
    private readonly ManualResetEventSlim _open = new(initialState: true);
    private int _inWrite;
    private int _failures;

    /// <summary>How many bytes the "disk" takes before it is full; negative for no limit.</summary>
    public int Room { get; set; } = -1;

    public int Failures => Volatile.Read(ref _failures);

    /// <summary>Somebody waits in a write.</summary>
    public bool IsHeldUp => Volatile.Read(ref _inWrite) == 1 && !_open.IsSet;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void Hold() => _open.Reset();

    public void Release() => _open.Set();

    public string Text()
    {
        lock (_written) return Encoding.UTF8.GetString(_written.ToArray());
    }

    /// <summary>The records: fails when a line is not one JSON object.</summary>
    public List<JsonElement> Records() => Lines.Parse(Text());

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Volatile.Write(ref _inWrite, 1);
        _open.Wait();
        Volatile.Write(ref _inWrite, 0);
        lock (_written)
        {
            if (Room >= 0 && buffer.Length > Room)
            {
                _written.Write(buffer[..Room]);
                Room = 0;
                Interlocked.Increment(ref _failures);
                throw new IOException("No space left on device");
            }

            if (Room >= 0) Room -= buffer.Length;
            _written.Write(buffer);
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

internal static class Lines
{
    public static List<JsonElement> Parse(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    public static string? Text(this JsonElement record, string name) => record.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static StreamLineOutput To(Stream stream) => new("test", () => stream);

    public static void Eventually(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(60)), "the condition did not come true");
}

/// <summary>Meters whose counters a test can read.</summary>
internal sealed class TestMeters : IMeterFactory
{
    private readonly Dictionary<string, long> _counts = [];
    private readonly MeterListener _listener = new();

    public TestMeters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, this)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            lock (_counts) _counts[instrument.Name] = _counts.GetValueOrDefault(instrument.Name) + value;
        });
        _listener.Start();
    }

    public long this[string name]
    {
        get
        {
            lock (_counts) return _counts.GetValueOrDefault(name);
        }
    }

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        return new Meter(options);
    }

    public void Dispose() => _listener.Dispose();
}
