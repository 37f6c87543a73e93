using Gateway.Policies.CanonicalRequest;
using Gateway.Policies.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Gateway.Hosting.Listeners;

/// <summary>Sets every limit that Kestrel has from ours; none is left at a default that we have not chosen.</summary>
internal static class KestrelLimits
{
    // A ping that stays unanswered for this long means that the client is gone.
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(20);

    // What is read of a connection before anybody has asked for it: the default of 1 MiB, times ten thousand connections, is more memory than the machine
    // has. Half of this stops and starts the socket so often that an upload over HTTP/2 takes a fifth more processor time; more than this gains little.
    private const int ReadAheadBytes = 256 << 10;

    public static void Apply(SocketTransportOptions sockets) => sockets.MaxReadBufferSize = ReadAheadBytes;

    public static void Apply(KestrelServerOptions kestrel, LimitsOptions limits)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.AllowAlternateSchemes = false;
        kestrel.AllowResponseHeaderCompression = true;
        // Kestrel reduces "Connection: close, X-Name" to "close" and takes "+5" for a length: these fields are read by our rules.
        kestrel.RequestHeaderEncodingSelector = FieldEncodings.Select;

        var target = kestrel.Limits;
        target.MaxConcurrentConnections = limits.MaxConnections;
        target.MaxConcurrentUpgradedConnections = limits.MaxUpgradedConnections;
        target.MaxRequestLineSize = (int)limits.MaxRequestLineBytes;
        target.MaxRequestHeaderCount = limits.MaxHeaderCount;
        target.MaxRequestHeadersTotalSize = (int)limits.MaxHeadersBytes;
        target.MaxRequestBodySize = limits.MaxBodyBytes;
        target.MinRequestBodyDataRate = Rate(limits.MinRequestBytesPerSecond, limits.DataRateGracePeriod);
        target.MinResponseDataRate = Rate(limits.MinResponseBytesPerSecond, limits.DataRateGracePeriod);
        target.RequestHeadersTimeout = limits.HeadersTimeout;
        target.KeepAliveTimeout = limits.KeepAliveTimeout;

        var http2 = target.Http2;
        http2.MaxStreamsPerConnection = limits.Http2.MaxStreamsPerConnection;
        http2.HeaderTableSize = (int)limits.Http2.HeaderTableBytes;
        http2.MaxFrameSize = (int)limits.Http2.MaxFrameBytes;
        http2.MaxRequestHeaderFieldSize = (int)limits.MaxHeadersBytes;
        http2.InitialConnectionWindowSize = (int)Math.Max(limits.Http2.ConnectionWindowBytes, limits.Http2.StreamWindowBytes);
        http2.InitialStreamWindowSize = (int)limits.Http2.StreamWindowBytes;
        http2.KeepAlivePingDelay = limits.Http2.PingAfter;
        http2.KeepAlivePingTimeout = PingTimeout;
    }

    private static MinDataRate? Rate(int bytesPerSecond, TimeSpan gracePeriod) =>
        bytesPerSecond == 0 ? null : new MinDataRate(bytesPerSecond, gracePeriod);
}
