using System.Numerics;
using System.Runtime.InteropServices;

namespace Gateway.Policies.Counters;

/// <summary>
/// A number that requests on all processors add to. Each processor has a place of its own, so that they do not take one cache line from each
/// other; an addition is exact, allocates nothing and costs some nanoseconds. Reading adds the places up.
/// </summary>
internal sealed class StripedCount
{
    // Beyond it processors share places: what is held for each series stays at 2 KB.
    private const int MaxStripes = 16;
    private static readonly int Mask = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(Environment.ProcessorCount, 1, MaxStripes)) - 1;
    private readonly Stripe[] _stripes = new Stripe[Mask + 1];

    /// <summary>The sum. While others add it is one that was passed through, or one between: a place is read after another.</summary>
    public long Value
    {
        get
        {
            long sum = 0;
            for (var i = 0; i < _stripes.Length; i++) sum += Interlocked.Read(ref _stripes[i].Value);
            return sum;
        }
    }

    public void Add(long amount) => Interlocked.Add(ref _stripes[Thread.GetCurrentProcessorId() & Mask].Value, amount);

    // Two lines: processors fetch the neighbour of a line with it.
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Stripe
    {
        [FieldOffset(64)]
        public long Value;
    }
}
