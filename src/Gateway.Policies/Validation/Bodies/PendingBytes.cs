using Gateway.Policies.RequestLimits.Buffering;

namespace Gateway.Policies.Validation.Bodies;

/// <summary>
/// Bytes that wait to be let go, charged to the memory that all bodies share. The array is not pooled: a read into it may be under way when
/// the exchange ends.
/// </summary>
internal sealed class PendingBytes(RequestBodyBudget budget) : IDisposable
{
    private const int FirstCapacity = 16 << 10;

    private readonly BudgetCharge _charge = new(budget);
    private byte[] _bytes = [];
    private int _start;
    private int _end;

    public int Length => _end - _start;

    public ReadOnlySpan<byte> From(int offset) => _bytes.AsSpan(_start + offset, Length - offset);

    /// <summary>Room for more; false when the memory for bodies is in use.</summary>
    public bool TryGetFree(out Memory<byte> free)
    {
        free = default;
        if (_end == _bytes.Length && !TryMakeRoom()) return false;
        free = _bytes.AsMemory(_end);
        return true;
    }

    public void Advance(int count) => _end += count;

    public int Take(Span<byte> target, int most)
    {
        var count = Math.Min(target.Length, most);
        _bytes.AsSpan(_start, count).CopyTo(target);
        _start += count;
        if (_start == _end) (_start, _end) = (0, 0);
        return count;
    }

    public void Dispose() => _charge.Dispose();

    private bool TryMakeRoom()
    {
        // What has gone makes room as long as it is a good part.
        if (_start > 0 && _start >= _bytes.Length / 2)
        {
            _bytes.AsSpan(_start, Length).CopyTo(_bytes);
            (_start, _end) = (0, Length);
            return true;
        }

        var capacity = Math.Max(FirstCapacity, 2 * _bytes.Length);
        if (!_charge.TryTake(capacity - _bytes.Length)) return false;
        var larger = GC.AllocateUninitializedArray<byte>(capacity);
        _bytes.AsSpan(_start, Length).CopyTo(larger);
        (_bytes, _start, _end) = (larger, 0, Length);
        return true;
    }
}
