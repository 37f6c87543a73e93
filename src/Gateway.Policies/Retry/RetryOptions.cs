using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Retry;

/// <summary>
/// Sends a request again when a backend could not answer it, to another destination where there is one: only idempotent methods, without a body
/// or with one that is in memory, never once the answer has begun, within a budget of the cluster and the route's Timeout.
/// </summary>
public sealed class RetryOptions : PolicyOptions
{
    /// <summary>Methods that may be sent again: GET, HEAD, OPTIONS, PUT and DELETE. Default: GET, HEAD, OPTIONS.</summary>
    [AllowedCount(1, 5)]
    [AllowedValuesList("GET", "HEAD", "OPTIONS", "PUT", "DELETE")]
    public List<string> Methods { get; set; } = ["GET", "HEAD", "OPTIONS"];

    /// <summary>Statuses of the backend after which the request is sent again; 500 to 599. Empty: none. Default: 502, 503, 504.</summary>
    [AllowedRange(500, 599)]
    [AllowedCount(0, 20)]
    public List<int> Statuses { get; set; } = [502, 503, 504];

    /// <summary>Also when no connection came about, or it broke before the answer began. Default: true.</summary>
    public bool OnConnectionFailure { get; set; } = true;

    /// <summary>Also when connecting, or PerTryTimeout, took too long. The backend may still be at work on it. Default: false.</summary>
    public bool OnTimeout { get; set; }

    /// <summary>How often a request is sent, the first time included. 2 to 5. Default: 2.</summary>
    [AllowedRange(2, 5)]
    public int MaxAttempts { get; set; } = 2;

    /// <summary>Time from sending to the head of the answer, in each attempt, in place of the cluster's Timeouts:ResponseHead. Default: that one.</summary>
    [AllowedDuration("10ms", "1h")]
    public TimeSpan? PerTryTimeout { get; set; }

    /// <summary>The longest pause before the second attempt; it doubles with each further one. The pause is chosen at random below it, so that clients spread. 0s: none. Default: 25ms.</summary>
    [AllowedDuration("0s", "10s")]
    public TimeSpan Backoff { get; set; } = TimeSpan.FromMilliseconds(25);

    /// <summary>Requests sent again, in percent of those of the cluster: when everything fails, its backends get so much more and no more. Default: 20.</summary>
    [AllowedRange(1, 100)]
    public int BudgetPercent { get; set; } = 20;

    /// <summary>Requests that may be sent again each second on top, so that a cluster with little traffic has a budget, too. Default: 1.</summary>
    [AllowedRange(0, 1000)]
    public int MinRetriesPerSecond { get; set; } = 1;
}
