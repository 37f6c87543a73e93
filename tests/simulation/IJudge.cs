using Gateway.Policies.RateLimit;

namespace Gateway.Simulation;

/// <summary>Sees every admission of one key at the moment at which it happens, and knows what the rule allows.</summary>
internal interface IJudge
{
    /// <summary>Permits beyond what the limit allows, at the worst moment.</summary>
    long Excess { get; }

    long Admitted { get; }

    static IJudge Of(BucketRule rule) => rule.Periods is null ? new TrueBucket(rule) : new TrueWindow(rule);

    void Admit(long ticks, long permits);

    /// <summary>Whether a single process that counts exactly would admit; it is told when it does.</summary>
    bool TryAdmit(long ticks, long permits);
}
