namespace Gateway.SecLang.Bodies;

/// <summary>What comes behind an error of a body, up to a bound: rules look at it as one more argument.</summary>
internal sealed class UnreadRest : IDisposable
{
    private readonly PooledBytes _bytes = new();
    private long _max;

    /// <summary>Bytes of memory that are held.</summary>
    public long HeldBytes => _bytes.Capacity;

    public void Begin(long max)
    {
        _bytes.Dispose();
        _max = max;
    }

    public void Append(ReadOnlySpan<byte> bytes) => _bytes.Append(bytes[..(int)Math.Clamp(_max - _bytes.Length, 0, bytes.Length)]);

    public void AddTo(ArgumentWriter arguments, ReadOnlySpan<byte> name)
    {
        var arena = arguments.Table.Arena;
        if (_bytes.Length > 0) arguments.AddPost(arena.Store(name), arena.Store(_bytes.Bytes));
    }

    public void Dispose() => _bytes.Dispose();
}
