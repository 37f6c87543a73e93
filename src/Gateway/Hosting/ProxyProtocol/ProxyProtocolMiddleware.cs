using System.IO.Pipelines;
using System.Net;
using Gateway.Policies.ForwardedHeaders;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Hosting.ProxyProtocol;

/// <summary>
/// Connection middleware of a listener that stands behind a TCP load balancer. The header is required, and believed from trusted proxies
/// only; any other connection is closed without an answer: a listener that takes both would let anyone choose an address.
/// </summary>
internal sealed partial class ProxyProtocolMiddleware(
    ConnectionDelegate next, IReadOnlyList<IPNetwork> trustedProxies, TimeProvider time, ILogger logger)
{
    /// <summary>A proxy sends the header at once.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    // Anyone who can connect can cause the message.
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private readonly ClientAddressResolver _clients = new(trustedProxies);
    private long _refused;
    private long _nextLog = long.MinValue;

    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        if (connection.RemoteEndPoint is not IPEndPoint peer || !_clients.IsTrusted(peer.Address))
        {
            Report(connection.RemoteEndPoint, "the peer is not one of TrustedProxies");
            return;
        }

        if (await ReadAsync(connection) is not { } header)
        {
            Report(peer, "there is no well-formed header within the time limit");
            return;
        }

        if (header.Source is { } source) connection.RemoteEndPoint = source;
        await next(connection);
    }

    private async Task<ProxyHeader?> ReadAsync(ConnectionContext connection)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, connection.ConnectionClosed);
        try
        {
            return await ReadAsync(connection.Transport.Input, either.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (IOException)
        {
            // The peer has gone.
            return null;
        }
    }

    private static async ValueTask<ProxyHeader?> ReadAsync(PipeReader input, CancellationToken cancellation)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellation);
            var status = ProxyHeaderParser.Parse(result.Buffer, out var header, out var length);
            if (status is ProxyHeaderStatus.Complete)
            {
                input.AdvanceTo(result.Buffer.GetPosition(length));
                return header;
            }

            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (status is ProxyHeaderStatus.Invalid || result.IsCompleted || result.IsCanceled) return null;
        }
    }

    private void Report(EndPoint? peer, string reason)
    {
        var count = Interlocked.Increment(ref _refused);
        var now = time.GetTimestamp();
        var due = Interlocked.Read(ref _nextLog);
        if (now < due) return;
        var after = now + (long)(LogInterval.TotalSeconds * time.TimestampFrequency);
        if (Interlocked.CompareExchange(ref _nextLog, after, due) == due) LogRefused(logger, peer, reason, count);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Connection from {Peer} closed on a PROXY protocol listener: {Reason} ({Count} so far; told once a minute)")]
    private static partial void LogRefused(ILogger logger, EndPoint? peer, string reason, long count);
}

/// <summary>Registration on a listener.</summary>
internal static class ProxyProtocolListenOptions
{
    /// <summary>Call it before <c>UseHttps</c>: the header precedes the TLS handshake.</summary>
    public static ListenOptions UseProxyProtocol(
        this ListenOptions options, IReadOnlyList<IPNetwork> trustedProxies, TimeProvider time, ILogger logger)
    {
        options.Use(next => new ProxyProtocolMiddleware(next, trustedProxies, time, logger).OnConnectionAsync);
        return options;
    }
}
