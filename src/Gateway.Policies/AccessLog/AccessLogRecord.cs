using System.Net;

namespace Gateway.Policies.AccessLog;

/// <summary>What is recorded of one request after its answer. Never a secret, a query or a body.</summary>
public readonly record struct AccessLogRecord
{
    /// <summary>When the request arrived.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>From the request's head to the end of its answer.</summary>
    public required TimeSpan Duration { get; init; }

    public required string Method { get; init; }

    /// <summary>The route's name; null when none matched.</summary>
    public string? Route { get; init; }

    /// <summary>The route's path template; never the path of the request, which may hold what nobody should read.</summary>
    public string? PathTemplate { get; init; }

    public required int Status { get; init; }

    /// <summary>Bytes of the request's body; null when not known.</summary>
    public long? BytesIn { get; init; }

    /// <summary>Bytes of the answer's body; null when not known.</summary>
    public long? BytesOut { get; init; }

    public IPAddress? ClientAddress { get; init; }

    /// <summary>The verified consumer, when there is one.</summary>
    public string? Consumer { get; init; }

    public required string TraceId { get; init; }

    /// <summary>The id that a trusted proxy gave, otherwise the trace id.</summary>
    public string? RequestId { get; init; }

    /// <summary>"HTTP/1.1", "HTTP/2" …</summary>
    public string? Protocol { get; init; }

    /// <summary>The TLS version, e.g. "TLS 1.3"; null without TLS.</summary>
    public string? Tls { get; init; }

    /// <summary>The cluster that the request was forwarded to; null when it was not.</summary>
    public string? Cluster { get; init; }

    /// <summary>The destination that the request was forwarded to; null when it was not.</summary>
    public string? Destination { get; init; }

    /// <summary>What the client calls itself; cut at 256 characters.</summary>
    public string? UserAgent { get; init; }
}
