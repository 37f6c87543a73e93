using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Policies.WebSocket;

/// <summary>Stands for the server's two upgrade features, and sees the moment at which a request becomes a WebSocket.</summary>
internal sealed class TrackedUpgrade : IHttpUpgradeFeature, IHttpExtendedConnectFeature, IDisposable
{
    private readonly IFeatureCollection _features;
    private readonly IHttpUpgradeFeature? _upgrade;
    private readonly IHttpExtendedConnectFeature? _connect;
    private readonly Func<Stream, OpenWebSocket> _open;

    public TrackedUpgrade(IFeatureCollection features, Func<Stream, OpenWebSocket> open)
    {
        (_features, _open) = (features, open);
        (_upgrade, _connect) = (features.Get<IHttpUpgradeFeature>(), features.Get<IHttpExtendedConnectFeature>());
        if (_upgrade is not null) features.Set<IHttpUpgradeFeature>(this);
        if (_connect is not null) features.Set<IHttpExtendedConnectFeature>(this);
    }

    /// <summary>Null as long as nothing was upgraded.</summary>
    public OpenWebSocket? Socket { get; private set; }

    public bool IsUpgradableRequest => _upgrade is { IsUpgradableRequest: true };

    public bool IsExtendedConnect => _connect is { IsExtendedConnect: true };

    public string? Protocol => _connect?.Protocol;

    public async Task<Stream> UpgradeAsync() => Track(await _upgrade!.UpgradeAsync());

    public async ValueTask<Stream> AcceptAsync() => Track(await _connect!.AcceptAsync());

    public void Dispose()
    {
        if (_upgrade is not null) _features.Set(_upgrade);
        if (_connect is not null) _features.Set(_connect);
    }

    private Stream Track(Stream stream)
    {
        Socket = _open(stream);
        return Socket.Stream;
    }
}
