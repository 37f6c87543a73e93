using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Gateway.Policies.Counters;
using OpenTelemetry.Metrics;

namespace Gateway.Telemetry;

/// <summary>
/// Which instruments are collected: all of ours, and those of the framework that say something about a gateway. docs/telemetry.md is
/// the same list; a test holds the two together.
/// </summary>
/// <remarks>
/// Only meters of this gateway's own factory count, apart from the runtime's: so the OTLP exporter's connections, or those of anything else
/// in the process, are not taken for backends. An instrument that is not collected is not enabled and costs nothing; http.client.request.duration
/// in particular would cost each request a state machine and says less than gateway.backend.request.duration, http.client.open_connections is
/// recorded four times for each request, and kestrel.queued_requests twice for each of HTTP/2.
/// </remarks>
internal sealed class CollectedInstruments(IMeterFactory meters)
{
    /// <summary>Series of one instrument before OpenTelemetry puts the rest into one (tag "otel.metric.overflow"): what bounds memory and scrapes.</summary>
    public const int MaxSeries = CellCounter.MaxSeries;

    public const string OwnMeters = "Gateway.*";
    private const string RuntimeMeter = "System.Runtime";

    /// <summary>Instruments of the framework, by meter.</summary>
    public static readonly FrozenDictionary<string, FrozenSet<string>> OfFramework = new Dictionary<string, FrozenSet<string>>(StringComparer.Ordinal)
    {
        ["Microsoft.AspNetCore.Hosting"] = Set("http.server.request.duration"),
        ["Microsoft.AspNetCore.Server.Kestrel"] = Set(
            "kestrel.active_connections", "kestrel.connection.duration", "kestrel.rejected_connections", "kestrel.queued_connections",
            "kestrel.upgraded_connections", "kestrel.tls_handshake.duration", "kestrel.active_tls_handshakes"),
        ["System.Net.Http"] = Set("http.client.connection.duration", "http.client.request.time_in_queue"),
        [RuntimeMeter] = Set(
            "dotnet.process.cpu.time", "dotnet.process.cpu.count", "dotnet.process.memory.working_set", "dotnet.gc.collections", "dotnet.gc.pause.time",
            "dotnet.gc.heap.total_allocated", "dotnet.gc.last_collection.heap.size", "dotnet.thread_pool.thread.count",
            "dotnet.thread_pool.queue.length", "dotnet.monitor.lock_contentions", "dotnet.exceptions"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Not network.peer.address: the addresses behind a name come and go, and each would be a series for ever.
    private static readonly string[] ConnectionTags = ["server.address", "server.port", "network.protocol.version"];

    /// <summary>Whether measurements of the instrument are kept.</summary>
    public bool Includes(Instrument instrument)
    {
        var meter = instrument.Meter.Name;
        if (!ReferenceEquals(instrument.Meter.Scope, meters) && meter != RuntimeMeter) return false;
        return meter.StartsWith("Gateway.", StringComparison.Ordinal) || (OfFramework.TryGetValue(meter, out var names) && names.Contains(instrument.Name));
    }

    /// <summary>How the instrument's measurements are aggregated.</summary>
    public MetricStreamConfiguration View(Instrument instrument)
    {
        if (!Includes(instrument)) return MetricStreamConfiguration.Drop;
        if (instrument.Meter.Name == "System.Net.Http") return new() { CardinalityLimit = MaxSeries, TagKeys = ConnectionTags };
        // OpenTelemetry's default bounds are milliseconds.
        if (instrument is Histogram<long> { Unit: "By" })
            return new ExplicitBucketHistogramConfiguration { CardinalityLimit = MaxSeries, Boundaries = [0, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216] };
        // What says nothing about its bounds: from a fast call to a slow request.
        if (instrument is Histogram<double> { Unit: "s", Advice: null })
            return new ExplicitBucketHistogramConfiguration { CardinalityLimit = MaxSeries, Boundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 10] };
        return new() { CardinalityLimit = MaxSeries };
    }

    private static FrozenSet<string> Set(params string[] names) => names.ToFrozenSet(StringComparer.Ordinal);
}
