using Gateway.Policies.Configuration;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Hosting;

/// <summary>Hands the current snapshot's routes and clusters to YARP. Never throws: YARP would poll instead of listening (yarp#2791).</summary>
internal sealed class SnapshotConfigProvider(CurrentSnapshot snapshots) : IProxyConfigProvider, IConfigChangeListener
{
    private volatile Served _served = new(snapshots.Value.Served);

    public IProxyConfig GetConfig() => _served;

    /// <summary>
    /// Switches to a snapshot and waits until YARP has applied it. YARP applies inside the change signal, on the caller's thread.
    /// </summary>
    /// <returns>What kept YARP from applying it, with the old snapshot serving again; null when it serves.</returns>
    public async Task<Exception?> SwitchAsync(GatewaySnapshot snapshot)
    {
        var (before, servedBefore) = (snapshots.Value, _served);
        var served = new Served(snapshot.Served);
        // Endpoints find their plans through the current snapshot while YARP builds them.
        snapshots.Value = snapshot;
        _served = served;
        servedBefore.SignalChange();
        var failure = await served.Applied;
        if (failure is null) return null;

        // YARP kept its old endpoints and listens to the configuration that it refused: the next switch replaces that one.
        snapshots.Value = before;
        return failure;
    }

    void IConfigChangeListener.ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception) => _served.Conclude(exception);

    void IConfigChangeListener.ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
    }

    void IConfigChangeListener.ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception)
    {
        foreach (var config in proxyConfigs.OfType<Served>()) config.Conclude(exception);
    }

    void IConfigChangeListener.ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        foreach (var config in proxyConfigs.OfType<Served>()) config.Conclude(null);
    }

#pragma warning disable CA1001 // A token source without a timer holds nothing to dispose of, and YARP may still look at the token.
    private sealed class Served : IProxyConfig
#pragma warning restore CA1001
    {
        private readonly TaskCompletionSource<Exception?> _applied = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _changed = new();

        public Served(ServedProxyConfig config)
        {
            Routes = [.. config.Routes.Values];
            Clusters = config.Clusters;
            ChangeToken = new CancellationChangeToken(_changed.Token);
        }

        public IReadOnlyList<RouteConfig> Routes { get; }

        public IReadOnlyList<ClusterConfig> Clusters { get; }

        public IChangeToken ChangeToken { get; }

        public Task<Exception?> Applied => _applied.Task;

        public void SignalChange() => _changed.Cancel();

        public void Conclude(Exception? failure) => _applied.TrySetResult(failure);
    }
}
