namespace Gateway.Policies.RateLimit;

/// <summary>A time in 100 ns ticks and parts of a tick; how many parts a tick has depends on the rule.</summary>
internal readonly record struct GcraTime(long Ticks, uint Part);

/// <summary>
/// The generic cell rate algorithm (ITU-T I.371, virtual scheduling), exact in integers. A bucket is one number: the theoretical arrival
/// time at which it is full again. Window / Permits is rarely a whole number of ticks, so times carry the remainder in parts of
/// 1 / denominator: a limit of 3 a second admits exactly 3 a second for ever, without drift.
/// </summary>
internal sealed class Gcra
{
    /// <summary>The longest time that a full burst may take to refill; keeps every sum far below 2^63 ticks.</summary>
    public static readonly TimeSpan LongestRefill = TimeSpan.FromDays(3660);

    private readonly ulong _interval;
    private readonly uint _denominator;
    private readonly GcraTime _tolerance;

    /// <param name="permits">Permits that refill in a window; 1 to 1,000,000,000.</param>
    /// <param name="window">The window; longer than zero.</param>
    /// <param name="burst">Permits that a full bucket holds; at least 1.</param>
    public Gcra(int permits, TimeSpan window, int burst)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(permits, 1_000_000_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RefillTicks(permits, window, burst), (UInt128)LongestRefill.Ticks, nameof(burst));
        var divisor = GreatestCommonDivisor((ulong)permits, (ulong)window.Ticks);
        _interval = (ulong)window.Ticks / divisor;
        _denominator = (uint)((ulong)permits / divisor);
        _tolerance = Increment(burst);
        MostPermits = (int)UInt128.Min(int.MaxValue, (UInt128)(ulong)LongestRefill.Ticks * (ulong)permits / (ulong)window.Ticks);
    }

    /// <summary>Permits that refill in <see cref="LongestRefill"/>: a bucket can say of no more that it lacks them.</summary>
    public int MostPermits { get; }

    /// <summary>How many parts a tick has.</summary>
    public uint Denominator => _denominator;

    /// <summary>How far ahead of now a bucket's time may lie: the refill of a full burst.</summary>
    public GcraTime Tolerance => _tolerance;

    /// <summary>How long an empty bucket takes to fill, in ticks.</summary>
    public static UInt128 RefillTicks(int permits, TimeSpan window, int burst) =>
        (UInt128)(ulong)window.Ticks * (UInt128)(ulong)burst / (UInt128)(ulong)permits;

    /// <summary>By how much a take of this many permits moves the theoretical arrival time.</summary>
    public GcraTime Increment(int cost)
    {
        var (ticks, part) = UInt128.DivRem((UInt128)_interval * (ulong)cost, _denominator);
        return new((long)ticks, (uint)part);
    }

    /// <summary>The arrival time after a take, or the unchanged one with the wait (in ticks, rounded up) when it has to be refused.</summary>
    public bool TryTake(GcraTime arrival, long now, GcraTime increment, out GcraTime next, out long waitTicks)
    {
        var start = arrival.Ticks < now ? new GcraTime(now, 0) : arrival;
        next = Add(start, increment);
        waitTicks = next.Ticks - now - _tolerance.Ticks + (next.Part > _tolerance.Part ? 1 : 0);
        if (waitTicks <= 0) return true;
        next = start;
        return false;
    }

    /// <summary>The arrival time after a take that is due whatever the bucket holds, at most so much beyond an empty one.</summary>
    /// <param name="arrival">Before.</param>
    /// <param name="now">Now.</param>
    /// <param name="increment">Of the take.</param>
    /// <param name="debt">Of what the bucket may owe.</param>
    /// <param name="isWhole">False when the bound cut it.</param>
    public GcraTime Charge(GcraTime arrival, long now, GcraTime increment, GcraTime debt, out bool isWhole)
    {
        var start = arrival.Ticks < now ? new GcraTime(now, 0) : arrival;
        var due = Add(start, increment);
        var last = Add(Add(new(now, 0), _tolerance), debt);
        isWhole = !IsLater(due, last);
        // A bucket that owes more already (the bound was lowered) keeps it.
        return isWhole ? due : IsLater(start, last) ? start : last;
    }

    /// <summary>Permits that are in use, fractions of them, too; more than the burst of a bucket that owes some.</summary>
    public double Used(GcraTime arrival, long now) => Math.Max(0, arrival.Ticks - now) * (double)_denominator / _interval;

    /// <summary>Whole permits in the bucket.</summary>
    public long Remaining(GcraTime arrival, long now)
    {
        var start = arrival.Ticks < now ? new GcraTime(now, 0) : arrival;
        var ticks = now + _tolerance.Ticks - start.Ticks;
        var parts = (Int128)ticks * _denominator + _tolerance.Part - start.Part;
        if (parts <= 0) return 0;
        return parts <= long.MaxValue ? (long)((ulong)parts / _interval) : (long)(parts / (Int128)(UInt128)_interval);
    }

    /// <summary>Permits that a bucket lacks and owes, a broken one as a whole.</summary>
    public long Lacking(GcraTime arrival, long now)
    {
        if (arrival.Ticks < now) return 0;
        var parts = ((UInt128)(ulong)(arrival.Ticks - now) * _denominator) + arrival.Part;
        return (long)((parts + _interval - 1) / _interval);
    }

    /// <summary>A time before this one, e.g. of a bucket that held so much more.</summary>
    public GcraTime Subtract(GcraTime time, GcraTime increment) => time.Part >= increment.Part
        ? new(time.Ticks - increment.Ticks, time.Part - increment.Part)
        : new(time.Ticks - increment.Ticks - 1, time.Part + _denominator - increment.Part);

    /// <summary>A time after this one.</summary>
    public GcraTime Add(GcraTime time, GcraTime increment)
    {
        var part = time.Part + increment.Part;
        return part < _denominator ? new(time.Ticks + increment.Ticks, part) : new(time.Ticks + increment.Ticks + 1, part - _denominator);
    }

    private static bool IsLater(GcraTime a, GcraTime b) => a.Ticks > b.Ticks || (a.Ticks == b.Ticks && a.Part > b.Part);

    private static ulong GreatestCommonDivisor(ulong a, ulong b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }
}
