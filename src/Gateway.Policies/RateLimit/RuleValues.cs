using Gateway.Policies.RateLimit.Windows;

namespace Gateway.Policies.RateLimit;

/// <summary>The figures of a rule for one tier, with the defaults filled in.</summary>
internal readonly record struct RuleValues(int Permits, TimeSpan Window, int Burst)
{
    private const int DebtInBursts = 10;

    public static RuleValues Of(RateLimitRule rule) => new(rule.Permits, Length(rule), rule.Burst ?? rule.Permits);

    public static RuleValues Of(RateLimitRule rule, RateLimitTier tier) =>
        new(tier.Permits ?? rule.Permits, tier.Window ?? Length(rule), tier.Burst ?? tier.Permits ?? rule.Burst ?? rule.Permits);

    private static TimeSpan Length(RateLimitRule rule) => rule.Period is { } period ? FixedWindow.Length(period) : rule.Window;

    /// <summary>Permits that a bucket may owe. The default is ten bursts, less where those would not refill in the time that the arithmetic is good for.</summary>
    public int Debt(int? configured)
    {
        if (configured is { } debt) return debt;
        var most = (UInt128)(ulong)Gcra.LongestRefill.Ticks * (ulong)Permits / (ulong)Window.Ticks;
        var room = most > (ulong)Burst ? most - (ulong)Burst : 0;
        return (int)UInt128.Min(room, (ulong)Math.Min((long)Burst * DebtInBursts, 1_000_000_000));
    }
}
