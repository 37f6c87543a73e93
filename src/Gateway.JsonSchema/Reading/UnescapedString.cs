using System.Buffers;

namespace Gateway.JsonSchema.Reading;

/// <summary>The bytes that an escaped string means, in a rented buffer; for the rare places that need two of them at once.</summary>
internal readonly ref struct UnescapedString
{
    private readonly byte[] _buffer;
    private readonly int _length;

    public UnescapedString(ReadOnlySpan<byte> raw)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(raw.Length);
        _length = JsonEscape.Unescape(raw, _buffer);
    }

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}
