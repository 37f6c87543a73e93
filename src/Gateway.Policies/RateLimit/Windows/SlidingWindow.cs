namespace Gateway.Policies.RateLimit.Windows;

/// <summary>
/// A window that ends now, at every moment. It is counted in segments of a tenth of it: what was admitted in a segment is free again when
/// all of the segment is a window ago. So never more than the limit in any span of a window; permits come back up to one segment late.
/// </summary>
/// <param name="length">The window.</param>
internal sealed class SlidingWindow(TimeSpan length) : LimitWindow
{
    /// <summary>Segments of a window. One more counts at a time, because the first and the last are cut.</summary>
    public const int Segments = 10;

    public override string Identity => "sliding";

    public override long CountedTicks => SegmentTicks;

    public long Ticks { get; } = length.Ticks;

    /// <summary>The length of a segment, rounded up: segments cover the window.</summary>
    public long SegmentTicks { get; } = (length.Ticks + Segments - 1) / Segments;

    public long Segment(long now) => now / SegmentTicks;

    /// <summary>When what was admitted in a segment counts no longer.</summary>
    public long Expiry(long segment) => ((segment + 1) * SegmentTicks) + Ticks;

    /// <summary>
    /// The entry of a segment: one of a ring, in the same shard as its partition. The upper half of the name is untouched, so that two
    /// partitions meet no sooner than 64-bit hashes do.
    /// </summary>
    public static UInt128 Key(UInt128 partition, long segment) => partition ^ ((ulong)((segment % (Segments + 1)) + 1) * 0x9E3779B97F4A7C15);
}
