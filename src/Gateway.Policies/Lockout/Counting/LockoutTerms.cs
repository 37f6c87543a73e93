namespace Gateway.Policies.Lockout.Counting;

/// <summary>The figures of one count. Milliseconds, because that is what the server's clock is read in.</summary>
internal readonly record struct LockoutTerms(int DelayAfter, int LockAfter, long FirstDelay, long MaxDelay, long Window, long LockFor, long MaxLockFor)
{
    // Beyond it every doubling is past the longest lock of a week.
    private const int MostDoublings = 30;

    public static LockoutTerms OfAccount(LockoutOptions options) => Of(options, options.DelayAfter, options.LockAfter);

    public static LockoutTerms OfNetwork(LockoutOptions options) => Of(options, options.Network.DelayAfter, options.Network.LockAfter);

    /// <summary>How long an attempt has to wait after the given number of failures, at least <see cref="DelayAfter"/>.</summary>
    public long Delay(int failures) => Doubled(FirstDelay, failures - DelayAfter, MaxDelay);

    /// <summary>How long the given lock lasts; 1 is the first.</summary>
    public long Lock(int strikes) => Doubled(LockFor, strikes - 1, MaxLockFor);

    private static long Doubled(long first, int times, long most) => Math.Min(most, first << Math.Min(times, MostDoublings));

    private static LockoutTerms Of(LockoutOptions options, int delayAfter, int lockAfter) => new(
        delayAfter, lockAfter, Milliseconds(options.FirstDelay), Milliseconds(options.MaxDelay), Milliseconds(options.Window),
        Milliseconds(options.LockFor), Milliseconds(options.MaxLockFor));

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
