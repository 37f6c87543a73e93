using Gateway.Policies.Configuration;

namespace Gateway.Policies.AccessLog;

/// <summary>One record per request, apart from the security events. Read at start; a reload does not change it.</summary>
public sealed class AccessLogOptions
{
    /// <summary>Whether requests are recorded. Default: false.</summary>
    public bool Enabled { get; set; }

    /// <summary>
    /// The part of the requests that is recorded, 0 to 1. The trace id decides, so that all replicas, and every service that samples
    /// by the W3C random part, keep the same requests. Default: 1.
    /// </summary>
    [AllowedRange(0, 1)]
    public double SampleRate { get; set; } = 1;

    /// <summary>Answers with this status or a higher one are recorded whatever the sample rate. Default: 500.</summary>
    [AllowedRange(100, 600)]
    public int AlwaysStatusFrom { get; set; } = 500;

    /// <summary>The file that records are appended to, created with mode 0640 and opened again after a rotation. Default: standard output.</summary>
    [FilePath]
    public string? Path { get; set; }

    /// <summary>How many records wait for the output at most; more are dropped and counted. Default: 16384.</summary>
    [AllowedRange(256, 1_000_000)]
    public int QueueCapacity { get; set; } = 16_384;
}
