using System.Buffers;
using System.Numerics;

namespace Gateway.Policies.RequestLimits.Buffering;

/// <summary>
/// A pooled buffer that grows with what really arrives: a request that only declares a large body holds no memory for it.
/// </summary>
internal sealed class BudgetedBuffer(RequestBodyBudget budget) : IDisposable
{
    private const int FirstCapacity = 4 << 10;

    private byte[] _bytes = [];
    private long _charged;

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Makes room for at least one more byte and gives what is free, up to a total length of <paramref name="maxLength"/>.</summary>
    /// <returns>False when the budget is exhausted.</returns>
    public bool TryGetFree(long maxLength, out Memory<byte> free)
    {
        if (Length == _bytes.Length && !TryGrow(maxLength))
        {
            free = default;
            return false;
        }

        var end = (int)Math.Min(_bytes.Length, maxLength);
        free = _bytes.AsMemory(Length, Math.Max(0, end - Length));
        return true;
    }

    public void Advance(int count) => Length += count;

    public void Dispose()
    {
        if (_charged == 0) return;
        ArrayPool<byte>.Shared.Return(_bytes);
        budget.Return(_charged);
        (_bytes, _charged, Length) = ([], 0, 0);
    }

    private bool TryGrow(long maxLength)
    {
        // The pool's arrays are powers of two: charged is what is really held. The old one is held until it has been copied.
        var wanted = Math.Min(Math.Max(FirstCapacity, 2L * _bytes.Length), Math.Max(maxLength, Length + 1L));
        var capacity = BitOperations.RoundUpToPowerOf2((uint)Math.Min(wanted, Array.MaxLength));
        if (!budget.TryTake(capacity)) return false;

        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(capacity, Array.MaxLength));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        if (_charged > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            budget.Return(_charged);
        }

        (_bytes, _charged) = (larger, capacity);
        return true;
    }
}
