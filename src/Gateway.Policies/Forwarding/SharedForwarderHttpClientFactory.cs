using System.Diagnostics.Metrics;
using Gateway.Policies.Configuration;
using Gateway.Policies.Counters;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Policies.Forwarding;

/// <summary>
/// Gives a cluster that returns under a new internal id ("orders@hash" after a reload) the HTTP client it had, when all that the client
/// is made of is equal: its connections survive the reload. Clusters of different names never share one.
/// </summary>
/// <remarks>
/// The table holds weak references: YARP keeps the client alive for as long as a cluster or a request uses it, never disposes it, and dead
/// entries are removed with each new client. So the table is as large as the configuration.
/// </remarks>
internal sealed partial class SharedForwarderHttpClientFactory(ILogger<ForwarderHttpClientFactory> logger, IMeterFactory? meters = null, BackendMetrics? backends = null)
    : ForwarderHttpClientFactory(logger), IForwarderHttpClientFactory
{
    private readonly Dictionary<ClientKey, WeakReference<HttpMessageInvoker>> _clients = [];
    private readonly Lock _gate = new();
    private readonly ILogger _logger = logger;
    private BackendTls? _tls;

    /// <summary>
    /// How long a connection is used for new requests. A backend's name is looked up when a connection is made and never again: without an end,
    /// a busy connection would stay at an address that the name has left.
    /// </summary>
    internal TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Makes a connection, the lookup of its name included.</summary>
    internal Func<SocketsHttpConnectionContext, StripedCount?, CancellationToken, ValueTask<Stream>> Connect { get; init; } = BackendStream.ConnectAsync;

    /// <summary>Clients that are in use, and at most those that went out of use since the last one was made.</summary>
    internal int Count => _clients.Count;

    HttpMessageInvoker IForwarderHttpClientFactory.CreateClient(ForwarderHttpClientContext context)
    {
        lock (_gate)
        {
            try
            {
                return GetOrCreate(context);
            }
            catch (Exception error)
            {
                // Throwing here would leave half of a configuration applied. The cluster answers 502 until its certificates can be read.
                LogNotCreated(_logger, error, context.ClusterId);
                return new HttpMessageInvoker(new UnavailableHandler());
            }
        }
    }

    // The table decides; YARP's own rule does not know about certificates.
    protected override bool CanReuseOldClient(ForwarderHttpClientContext context) => false;

    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.PooledConnectionLifetime = ConnectionLifetime;
        // The meters of this gateway: so its connections can be told from those of everything else in the process (OTLP export, say).
        if (meters is not null) handler.MeterFactory = meters;
        _tls?.Apply(handler.SslOptions);
        var open = backends?.ConnectionsOf(ServedProxyConfig.NameOf(context.ClusterId));
        handler.ConnectCallback = (connection, cancellation) => Connect(connection, open, cancellation);
        handler.ConnectTimeout = BackendTimeoutsOptions.FromMetadata(context.NewMetadata).Connect;
    }

    private HttpMessageInvoker GetOrCreate(ForwarderHttpClientContext context)
    {
        _tls = BackendTls.Load(BackendTlsOptions.FromMetadata(context.NewMetadata));
        var key = new ClientKey(ServedProxyConfig.NameOf(context.ClusterId), context.NewConfig, _tls.Fingerprint, BackendTimeoutsOptions.FromMetadata(context.NewMetadata).Connect);
        if (_clients.TryGetValue(key, out var known) && known.TryGetTarget(out var client)) return client;
        foreach (var (dead, _) in _clients.Where(static c => !c.Value.TryGetTarget(out _)).ToArray()) _clients.Remove(dead);
        client = CreateClient(context);
        _clients[key] = new WeakReference<HttpMessageInvoker>(client);
        return client;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The HTTP client of cluster {Cluster} cannot be created; its requests answer 502")]
    private static partial void LogNotCreated(ILogger logger, Exception error, string cluster);

    private sealed record ClientKey(string Cluster, HttpClientConfig Config, string Certificates, TimeSpan ConnectTimeout);

    private sealed class UnavailableHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(new HttpRequestException("The cluster's HTTP client could not be created."));
    }
}
