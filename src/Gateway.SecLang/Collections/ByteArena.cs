using System.Buffers;

namespace Gateway.SecLang.Collections;

/// <summary>A piece of text in a <see cref="ByteArena"/>. The default is the empty text.</summary>
internal readonly record struct Text(int Chunk, int Offset, int Length);

/// <summary>
/// The bytes of one transaction. It grows by chunks, never by copying: a span that was given out stays good until <see cref="Reset"/>, so a value may be read while others are added.
/// </summary>
internal sealed class ByteArena(int maxBytes) : IDisposable
{
    private const int FirstChunk = 16 * 1024;

    private byte[][] _chunks = [new byte[FirstChunk]];
    private int _count = 1;
    private int _used;
    private int _full;

    /// <summary>The bytes kept so far.</summary>
    public int Used => _full + _used;

    /// <summary>The bytes of the chunks that hold them, with what was left free in each.</summary>
    public long Rented { get; private set; } = FirstChunk;

    /// <summary>The same without the first one, which stays from request to request.</summary>
    public long HeldBytes => Rented - FirstChunk;

    /// <summary>Whether something did not fit. What decides access must take this as a fault of the request.</summary>
    public bool Overflowed { get; private set; }

    public ReadOnlySpan<byte> this[Text text] => _chunks[text.Chunk].AsSpan(text.Offset, text.Length);

    /// <summary>Room to write at most <paramref name="size"/> bytes; <see cref="Keep"/> says how many were written. Empty where the bound is reached.</summary>
    public Span<byte> Reserve(int size)
    {
        var current = _chunks[_count - 1];
        if (size > maxBytes - Used || (current.Length - _used < size && Rented + size > 2L * maxBytes))
        {
            Overflowed = true;
            return default;
        }

        if (current.Length - _used < size)
        {
            Grow(size);
            current = _chunks[_count - 1];
        }

        return current.AsSpan(_used, size);
    }

    /// <summary>Keeps the first <paramref name="length"/> bytes of what was reserved last.</summary>
    public Text Keep(int length)
    {
        var text = new Text(_count - 1, _used, length);
        _used += length;
        return text;
    }

    /// <summary>Copies the bytes in. Those that do not fit are dropped and <see cref="Overflowed"/> says so.</summary>
    public Text Store(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return default;
        var room = Reserve(bytes.Length);
        if (room.IsEmpty) return default;
        bytes.CopyTo(room);
        return Keep(bytes.Length);
    }

    /// <summary>Three words with a space between them; without the last one, two.</summary>
    public Text Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        var room = Reserve(first.Length + second.Length + third.Length + 2);
        if (room.IsEmpty) return default;
        first.CopyTo(room);
        var length = first.Length;
        room[length++] = (byte)' ';
        second.CopyTo(room[length..]);
        length += second.Length;
        if (third.IsEmpty) return Keep(length);
        room[length++] = (byte)' ';
        third.CopyTo(room[length..]);
        return Keep(length + third.Length);
    }

    public void Reset()
    {
        for (var i = 1; i < _count; i++)
        {
            ArrayPool<byte>.Shared.Return(_chunks[i]);
            _chunks[i] = [];
        }

        _count = 1;
        _used = 0;
        _full = 0;
        Rented = FirstChunk;
        Overflowed = false;
    }

    public void Dispose() => Reset();

    private void Grow(int size)
    {
        _full += _used;
        _used = 0;
        if (_count == _chunks.Length) Array.Resize(ref _chunks, _count * 2);
        _chunks[_count] = ArrayPool<byte>.Shared.Rent((int)Math.Max(size, Math.Min((long)FirstChunk * _count, Math.Max(0, 2L * maxBytes - Rented))));
        Rented += _chunks[_count].Length;
        _count++;
    }
}
