namespace Gateway.Policies.Configuration;

/// <summary>What one connection, one request and all of them together may take. Every bound has a default.</summary>
public sealed class LimitsOptions
{
    /// <summary>Open client connections in total; more are closed at once. Default: 20000.</summary>
    [AllowedRange(1, 10_000_000)]
    public long MaxConnections { get; set; } = 20_000;

    /// <summary>Open client connections of one address (IPv6: of one /64) on Https and Http together; more are closed at once, before TLS. Trusted proxies are not counted; with ProxyProtocol, the client that they name is. 0 switches it off. Read at start. Default: 1000.</summary>
    [AllowedRange(0, 10_000_000)]
    public int MaxConnectionsPerAddress { get; set; } = 1000;

    /// <summary>TLS handshakes a second of one address (IPv6: of one /64), finished or not; more connections are closed at once, before TLS. Trusted proxies are not counted; with ProxyProtocol, the client that they name is. 0 switches it off. Read at start. Default: 100.</summary>
    [AllowedRange(0, 1_000_000)]
    public int HandshakesPerSecondPerAddress { get; set; } = 100;

    /// <summary>TLS handshakes that an address may begin at once, when it has begun none for a while. Read at start. Default: 1000.</summary>
    [AllowedRange(1, 1_000_000)]
    public int HandshakeBurstPerAddress { get; set; } = 1000;

    /// <summary>TLS handshakes in progress in total; more connections are closed at once. Read at start. Default: 4000.</summary>
    [AllowedRange(1, 10_000_000)]
    public int MaxHandshakes { get; set; } = 4000;

    /// <summary>Open upgraded connections (WebSockets) in total. Default: 5000.</summary>
    [AllowedRange(0, 10_000_000)]
    public long MaxUpgradedConnections { get; set; } = 5_000;

    /// <summary>Bytes of the request line: method, target and version. Default: 8 KiB.</summary>
    [ByteSize]
    [AllowedRange(256, 1_048_576)]
    public long MaxRequestLineBytes { get; set; } = 8 * 1024;

    /// <summary>Header fields of a request. Default: 100.</summary>
    [AllowedRange(1, 10_000)]
    public int MaxHeaderCount { get; set; } = 100;

    /// <summary>Bytes of all header fields of a request. Default: 32 KiB.</summary>
    [ByteSize]
    [AllowedRange(1024, 1_048_576)]
    public long MaxHeadersBytes { get; set; } = 32 * 1024;

    /// <summary>Bytes of a request body that no route can exceed. Default: 100 MiB.</summary>
    [ByteSize]
    [AllowedRange(0, 1_099_511_627_776)]
    public long MaxBodyBytes { get; set; } = 100L * 1024 * 1024;

    /// <summary>Bytes of request bodies that may be held in memory at once, over all requests, by policies that look into bodies. Default: 256 MiB.</summary>
    [ByteSize]
    [AllowedRange(1_048_576, 1_099_511_627_776)]
    public long BufferedBodyBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>Buckets of rate limits held in memory, over all rules, about 40 bytes each. Beyond them new partitions of a rule share one bucket. Read at start. Default: 1000000.</summary>
    [AllowedRange(1024, 100_000_000)]
    public int MaxRateLimitPartitions { get; set; } = 1_000_000;

    /// <summary>Partitions of concurrency limits with a request in flight, over all rules, about 200 bytes each. Beyond them new partitions of a rule are counted as one. Read at start. Default: 100000.</summary>
    [AllowedRange(1024, 10_000_000)]
    public int MaxConcurrencyPartitions { get; set; } = 100_000;

    /// <summary>Counts of Lockout held in memory, of accounts and networks, about 300 bytes each. Beyond them the one that was used longest ago is given up, locked ones last. Read at start. Default: 100000.</summary>
    [AllowedRange(1024, 10_000_000)]
    public int MaxLockoutCounts { get; set; } = 100_000;

    /// <summary>Least bytes a second of a request body, measured after the grace period; a slower client is cut off (408). 0 switches it off. Default: 240.</summary>
    [AllowedRange(0, 1_000_000_000)]
    public int MinRequestBytesPerSecond { get; set; } = 240;

    /// <summary>Least bytes a second at which a client takes the answer, measured after the grace period. 0 switches it off. Default: 240.</summary>
    [AllowedRange(0, 1_000_000_000)]
    public int MinResponseBytesPerSecond { get; set; } = 240;

    /// <summary>Time before the data rates are enforced. Default: 5s.</summary>
    [AllowedDuration("1100ms", "10m")]
    public TimeSpan DataRateGracePeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time for the TLS handshake. Default: 10s.</summary>
    [AllowedDuration("100ms", "5m")]
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for the head of a request. Default: 15s.</summary>
    [AllowedDuration("100ms", "10m")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an idle connection is kept. Default: 75s.</summary>
    [AllowedDuration("1s", "1h")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(75);

    /// <summary>Total time of a request, from its head to the end of its answer, where the route gives no Timeout of its own; 0s for no bound. WebSockets are timed up to the upgrade. Default: 100s.</summary>
    [AllowedDuration("0s", "24h")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>Bounds of HTTP/2 connections.</summary>
    public Http2LimitsOptions Http2 { get; set; } = new();
}

/// <summary>Bounds of HTTP/2 connections (RFC 9113 section 6.5.2).</summary>
public sealed class Http2LimitsOptions
{
    /// <summary>Concurrent requests on one connection. Default: 100.</summary>
    [AllowedRange(1, 10_000)]
    public int MaxStreamsPerConnection { get; set; } = 100;

    /// <summary>Bytes of the header compression table. Default: 4 KiB.</summary>
    [ByteSize]
    [AllowedRange(0, 65_536)]
    public long HeaderTableBytes { get; set; } = 4096;

    /// <summary>Bytes of the largest frame that is accepted. Default: 16 KiB.</summary>
    [ByteSize]
    [AllowedRange(16_384, 16_777_215)]
    public long MaxFrameBytes { get; set; } = 16 * 1024;

    /// <summary>Bytes of request bodies that a connection may have in flight. Default: 1 MiB.</summary>
    [ByteSize]
    [AllowedRange(65_535, 1_073_741_824)]
    public long ConnectionWindowBytes { get; set; } = 1024 * 1024;

    /// <summary>Bytes of one request's body that may be in flight. Default: 768 KiB.</summary>
    [ByteSize]
    [AllowedRange(65_535, 1_073_741_824)]
    public long StreamWindowBytes { get; set; } = 768 * 1024;

    /// <summary>Silence after which a connection is pinged; one that does not answer within 20 s is closed. Default: 60s.</summary>
    [AllowedDuration("1s", "1h")]
    public TimeSpan PingAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Frames without content (PING, SETTINGS, PRIORITY, WINDOW_UPDATE, CONTINUATION, empty DATA) that a connection may send each second, twice as many at once, and more the more it is answered. Beyond them it is closed. Read at start. Default: 1000.</summary>
    [AllowedRange(10, 1_000_000)]
    public int MaxControlFramesPerSecond { get; set; } = 1000;

    /// <summary>Requests that a connection may cancel, or have reset for a mistake of its own, each second beyond those that were answered; ten times as many at once. Beyond them it is closed. Read at start. Default: 50.</summary>
    [AllowedRange(1, 100_000)]
    public int MaxResetsPerSecond { get; set; } = 50;
}
