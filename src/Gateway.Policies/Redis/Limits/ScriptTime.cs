using Gateway.Policies.RateLimit;

namespace Gateway.Policies.Redis.Limits;

/// <summary>A <see cref="GcraTime"/> as the script writes it: whole microseconds, and parts of one.</summary>
/// <param name="Microseconds">Whole microseconds.</param>
/// <param name="Parts">Parts; a microsecond has ten times as many as the rule's tick of 100 ns.</param>
internal readonly record struct ScriptTime(long Microseconds, long Parts)
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    public static long PartsPerMicrosecond(Gcra gcra) => TicksPerMicrosecond * gcra.Denominator;

    public static ScriptTime From(GcraTime time, Gcra gcra)
    {
        var (microseconds, ticks) = Math.DivRem(time.Ticks, TicksPerMicrosecond);
        return new(microseconds, (ticks * gcra.Denominator) + time.Part);
    }

    public GcraTime ToGcraTime(Gcra gcra)
    {
        var (ticks, part) = Math.DivRem(Parts, gcra.Denominator);
        return new((Microseconds * TicksPerMicrosecond) + ticks, (uint)part);
    }
}
