using Gateway.Policies.Configuration;
using Gateway.Policies.LoadShedding.Limits;

namespace Gateway.Policies.LoadShedding;

/// <summary>How the number of requests that a cluster may have in flight is learned, for routes with the policy LoadShedding.</summary>
public sealed record AdaptiveConcurrencyOptions
{
    /// <summary>The limit before anything is known, in each replica. Within MinLimit and MaxLimit. Default: 20.</summary>
    [AllowedRange(1, 100_000)]
    public int InitialLimit { get; set; } = 20;

    /// <summary>The limit never falls below this. Default: 3.</summary>
    [AllowedRange(1, 100_000)]
    public int MinLimit { get; set; } = 3;

    /// <summary>The limit never rises above this. Default: 1000.</summary>
    [AllowedRange(1, 100_000)]
    public int MaxLimit { get; set; } = 1000;

    /// <summary>How many percent slower than without a queue the backend may become. Less keeps latency lower, more lets latency vary. Default: 20.</summary>
    [AllowedRange(5, 300)]
    public int TolerancePercent { get; set; } = 20;

    /// <summary>Time after which a cluster that is busy all the time is measured anew without a queue, plus or minus a quarter. Default: 60s.</summary>
    [AllowedDuration("5s", "1h")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Share of the limit in percent that each priority leaves free for those above it. 0: lower ones may fill it all. Default: 10.</summary>
    [AllowedRange(0, 30)]
    public int ReservePercent { get; set; } = 10;

    /// <summary>Requests that may wait for a place; 0: none does. Default: 100.</summary>
    [AllowedRange(0, 100_000)]
    public int MaxQueue { get; set; } = 100;

    /// <summary>The longest that a request waits for a place. Default: 100ms.</summary>
    [AllowedDuration("1ms", "30s")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMilliseconds(100);

    internal GradientSettings Gradient => new(InitialLimit, MinLimit, MaxLimit, 1 + (TolerancePercent / 100.0), ProbeInterval);
}
