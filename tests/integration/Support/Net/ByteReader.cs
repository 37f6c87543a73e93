namespace Gateway.IntegrationTests.Support;

/// <summary>
/// A buffered reader over a stream. A wait that is cancelled leaves the read itself pending for the next caller, so that
/// nothing is lost: cancelling a read of an SslStream would spoil the connection.
/// </summary>
internal sealed class ByteReader(Stream stream)
{
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private Task<int>? _pending;

    /// <summary>What has arrived and was not consumed.</summary>
    public ReadOnlyMemory<byte> Buffered => _buffer.AsMemory(_start, _end - _start);

    /// <summary>The peer has reset the connection instead of closing it.</summary>
    public bool WasReset { get; private set; }

    /// <summary>Waits for more bytes; false when the peer has closed or reset the connection.</summary>
    public async Task<bool> FillAsync(CancellationToken token)
    {
        int count;
        try
        {
            if (_pending is null)
            {
                MakeRoom();
                // Throws at once when the stream has been disposed meanwhile.
                _pending = stream.ReadAsync(_buffer.AsMemory(_end), CancellationToken.None).AsTask();
            }

            count = await _pending.WaitAsync(token);
        }
        catch (Exception reset) when (reset is IOException or ObjectDisposedException)
        {
            WasReset = true;
            return false;
        }

        _pending = null;
        _end += count;
        return count > 0;
    }

    /// <summary>One line with its LF; null when the peer closed before a whole line came (the rest stays buffered).</summary>
    public async Task<byte[]?> ReadLineAsync(CancellationToken token)
    {
        while (true)
        {
            var index = Buffered.Span.IndexOf((byte)'\n');
            if (index >= 0)
                return Take(index + 1);
            if (!await FillAsync(token))
                return null;
        }
    }

    /// <summary>Exactly that many bytes; null when the peer closed before.</summary>
    public async Task<byte[]?> ReadExactlyAsync(int count, CancellationToken token)
    {
        while (Buffered.Length < count)
        {
            if (!await FillAsync(token))
                return null;
        }

        return Take(count);
    }

    /// <summary>Whatever is there or comes next; empty at the end.</summary>
    public async Task<byte[]> ReadSomeAsync(CancellationToken token)
    {
        if (Buffered.IsEmpty)
            await FillAsync(token);
        return Take(Buffered.Length);
    }

    public async Task<byte[]> ReadToEndAsync(CancellationToken token)
    {
        while (await FillAsync(token))
        {
        }

        return Take(Buffered.Length);
    }

    private byte[] Take(int count)
    {
        var taken = Buffered[..count].ToArray();
        _start += count;
        return taken;
    }

    private void MakeRoom()
    {
        var length = _end - _start;
        var target = _buffer.Length - length < 4096 ? new byte[_buffer.Length * 2] : _buffer;
        Buffer.BlockCopy(_buffer, _start, target, 0, length);
        (_buffer, _start, _end) = (target, 0, length);
    }
}
