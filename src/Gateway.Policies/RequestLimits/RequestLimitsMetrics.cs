using System.Diagnostics.Metrics;
using Gateway.Policies.RequestLimits.Buffering;

namespace Gateway.Policies.RequestLimits;

/// <summary>What buffering bodies costs. No tags: the route is in the access record and in the counters of refusals.</summary>
internal sealed class RequestLimitsMetrics : IDisposable
{
    public const string MeterName = "Gateway.RequestLimits";

    private readonly Meter _meter;
    private readonly Histogram<long> _bodySize;

    public RequestLimitsMetrics(IMeterFactory meters, RequestBodyBudget budget)
    {
        _meter = meters.Create(MeterName);
        _bodySize = _meter.CreateHistogram<long>("gateway.request_limits.body.size", "By", "Size of request bodies that were read to be looked into.");
        _meter.CreateObservableUpDownCounter("gateway.request_limits.body.memory", () => budget.UsedBytes, "By",
            "Memory that buffered request bodies hold.");
        _meter.CreateObservableUpDownCounter("gateway.request_limits.body.memory.limit", () => budget.LimitBytes, "By",
            "Memory that buffered request bodies may hold; beyond it requests get 503.");
    }

    public void BodyBuffered(int bytes) => _bodySize.Record(bytes);

    public void Dispose() => _meter.Dispose();
}
