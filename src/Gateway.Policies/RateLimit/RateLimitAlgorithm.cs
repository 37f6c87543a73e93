namespace Gateway.Policies.RateLimit;

/// <summary>How a rule counts.</summary>
public enum RateLimitAlgorithm
{
    /// <summary>A bucket that refills evenly (GCRA): a burst at once, then the sustained rate.</summary>
    TokenBucket,

    /// <summary>Permits per window of the calendar or of the clock; all of them at its beginning.</summary>
    FixedWindow,

    /// <summary>Never more than Permits in any span of Window.</summary>
    SlidingWindow,
}

/// <summary>A window of the calendar.</summary>
public enum RateLimitPeriod
{
    /// <summary>From second 0.</summary>
    Minute,

    /// <summary>From minute 0 of UTC.</summary>
    Hour,

    /// <summary>From midnight.</summary>
    Day,

    /// <summary>From midnight before Monday.</summary>
    Week,

    /// <summary>From midnight before the first.</summary>
    Month,
}
