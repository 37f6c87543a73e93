using Gateway.Policies.Configuration;

namespace Gateway.Policies.Events;

/// <summary>Where security events go and how floods of them are held together. Read at start; a reload does not change it.</summary>
public sealed class EventOptions
{
    /// <summary>Whether security events are written. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// The file that records are appended to, created with mode 0640 and opened again after a rotation.
    /// Default: standard output.
    /// </summary>
    [FilePath]
    public string? Path { get; set; }

    /// <summary>How many refusals of the same policy, reason, route and client network are written in full per interval; the rest are counted in one record. Default: 10.</summary>
    [AllowedRange(1, 10_000)]
    public int FullPerInterval { get; set; } = 10;

    /// <summary>How long refusals are counted before the record with their number is written. Default: 10s.</summary>
    [AllowedDuration("1s", "10m")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many combinations of policy, reason, route and client network are counted separately in an interval; further ones share one count per policy. Default: 10000.</summary>
    [AllowedRange(100, 1_000_000)]
    public int MaxSources { get; set; } = 10_000;

    /// <summary>How many refusals wait for the output at most; while there is no room they are only counted. Default: 8192.</summary>
    [AllowedRange(64, 1_000_000)]
    public int QueueCapacity { get; set; } = 8192;

    /// <summary>How many audit records (admin calls, configuration and state changes) wait for the output at most, in a queue of their own. Default: 1024.</summary>
    [AllowedRange(64, 1_000_000)]
    public int AuditQueueCapacity { get; set; } = 1024;
}
