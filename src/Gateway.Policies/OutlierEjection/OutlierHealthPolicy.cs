using System.Globalization;
using System.Runtime.CompilerServices;
using Gateway.Policies.Configuration;
using Gateway.Policies.Events;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Gateway.Policies.OutlierEjection;

/// <summary>
/// YARP's passive health by <see cref="OutlierDestination"/>. YARP's own policy ejects for good measure everything that fails, for a time that
/// never grows, and lets it all back in at once.
/// </summary>
internal sealed class OutlierHealthPolicy : IPassiveHealthCheckPolicy
{
    public const string PolicyName = "OutlierEjection";

    private readonly ConditionalWeakTable<DestinationState, OutlierDestination> _destinations = [];
    private readonly ConditionalWeakTable<ClusterConfig, OutlierEjectionOptions> _options = [];
    private readonly IDestinationHealthUpdater _health;
    private readonly OutlierMetrics _metrics;
    private readonly IEventSink _events;
    private readonly TimeProvider _time;
    private readonly long _origin;
    private int _out;

    public OutlierHealthPolicy(IDestinationHealthUpdater health, OutlierMetrics metrics, IEventSink events, TimeProvider time)
    {
        (_health, _metrics, _events, _time, _origin) = (health, metrics, events, time, time.GetTimestamp());
    }

    public string Name => PolicyName;

    /// <summary>Some destination is not in full use: what every request asks, so it costs one read.</summary>
    public bool AnyOut => Volatile.Read(ref _out) > 0;

    private long Now => _time.GetElapsedTime(_origin).Ticks;

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (OutlierOutcomes.Of(context) is not { } outcome) return;
        var options = _options.GetValue(cluster.Model.Config, OutlierEjectionOptions.Of);
        var known = _destinations.GetOrCreateValue(destination);
        var wasServing = !known.IsOut;
        var verdict = known.Record(Now, outcome, options, () => MayEject(cluster, options));
        if (verdict.Event is OutlierEvent.None) return;
        if (verdict.Event is OutlierEvent.Ejected)
        {
            if (wasServing) Interlocked.Increment(ref _out);
            _health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, verdict.Time);
        }
        else if (verdict.Event is OutlierEvent.Returned)
        {
            Interlocked.Decrement(ref _out);
        }

        Report(cluster, destination, verdict, wasServing);
    }

    /// <summary>Whether a destination takes a request now.</summary>
    public OutlierTurn Enter(DestinationState destination) =>
        _destinations.TryGetValue(destination, out var known) ? known.Enter(Now) : OutlierTurn.Free;

    /// <summary>The request of a trial is over.</summary>
    public void Leave(DestinationState destination)
    {
        if (_destinations.TryGetValue(destination, out var known)) known.Leave();
    }

    private bool MayEject(ClusterState cluster, OutlierEjectionOptions options)
    {
        var all = cluster.DestinationsState.AllDestinations;
        var isOut = 0;
        foreach (var destination in all)
            if (_destinations.TryGetValue(destination, out var other) && other.IsOut) isOut++;
        return isOut + 1 <= all.Count * options.MaxEjectedPercent / 100;
    }

    private void Report(ClusterState cluster, DestinationState destination, OutlierVerdict verdict, bool wasServing)
    {
        var name = ServedProxyConfig.NameOf(cluster.ClusterId);
        _metrics.Count(name, destination.DestinationId, verdict, wasServing);
        // Once for each ejection. Who is spared is spared with each request that fails.
        if (verdict.Event is OutlierEvent.Spared) return;
        var ejected = verdict.Event is OutlierEvent.Ejected;
        _events.Write(new SecurityEvent
        {
            Event = ejected ? "destination.ejected" : "destination.returned",
            Outcome = ejected ? "failure" : "success",
            Policy = PolicyName,
            Reason = verdict.Cause,
            Resource = $"{name}/{destination.DestinationId}",
            Note = ejected ? string.Create(CultureInfo.InvariantCulture, $"for {verdict.Time.TotalSeconds:0.###} s") : null,
        });
    }
}
