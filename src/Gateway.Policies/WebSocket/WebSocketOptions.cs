using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.WebSocket;

/// <summary>Which pages may open a WebSocket on this route, and what its client may send. Nothing of it touches other requests.</summary>
public sealed class WebSocketOptions : PolicyOptions
{
    /// <summary>
    /// Origins whose pages may open a WebSocket beside the route's own (scheme and host of the request), in the forms of Cors:Origins; "*" alone
    /// is any page. Others get 403. Default: the route's Cors:Origins without "*", or none.
    /// </summary>
    [AllowedCount(0, 256)]
    public List<string>? Origins { get; set; }

    /// <summary>Refuse (403) upgrades without Origin, which browsers always send and other clients mostly do not. Default: false.</summary>
    public bool RequireOrigin { get; set; }

    /// <summary>The largest message of a client over all its fragments, as it is sent (compressed); a larger one closes with 1009. Default: 1MiB.</summary>
    [ByteSize]
    [AllowedRange(1, 1L << 30)]
    public long MaxMessageBytes { get; set; } = 1 << 20;

    /// <summary>
    /// Messages a client may send per second, control frames and fragments under 1 KiB included; more than that and MessageBurst closes with
    /// 1008. Default: 100.
    /// </summary>
    [AllowedRange(1, 1_000_000)]
    public int MessagesPerSecond { get; set; } = 100;

    /// <summary>Messages a client may send at once. Default: two seconds of MessagesPerSecond.</summary>
    [AllowedRange(1, 10_000_000)]
    public int? MessageBurst { get; set; }

    /// <summary>Payload a client may send per second; at once, one second's or the largest message. More closes with 1008. Default: 1MiB.</summary>
    [ByteSize]
    [AllowedRange(1, 1L << 40)]
    public long BytesPerSecond { get; set; } = 1 << 20;

    /// <summary>How long nothing may be sent in either direction, pings included, before the gateway closes with 1001. Default: 90s.</summary>
    [AllowedDuration("1s", "24h")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>How long a WebSocket may live before the gateway closes with 1001. Default: 24h.</summary>
    [AllowedDuration("1s", "30d")]
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromHours(24);
}
