using System.Buffers;

namespace Gateway.SecLang.Bodies;

/// <summary>Bytes that are gathered in an array of the pool.</summary>
internal sealed class PooledBytes : IDisposable
{
    private byte[] _array = [];

    /// <summary>How many bytes there are. Lowered, the bytes behind it stay until something is appended.</summary>
    public int Length { get; set; }

    public ReadOnlySpan<byte> Bytes => _array.AsSpan(0, Length);

    public int Capacity => _array.Length;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_array.Length - Length < bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + bytes.Length, Math.Max(512, 2 * _array.Length)));
            Bytes.CopyTo(larger);
            Return();
            _array = larger;
        }

        bytes.CopyTo(_array.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Gives the array back; it may be used again.</summary>
    public void Dispose()
    {
        Return();
        _array = [];
        Length = 0;
    }

    private void Return()
    {
        if (_array.Length > 0) ArrayPool<byte>.Shared.Return(_array);
    }
}
