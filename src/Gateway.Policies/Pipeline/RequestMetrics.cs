using System.Diagnostics.Metrics;
using Gateway.Policies.Counters;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Pipeline;

/// <summary>
/// Requests of the public listener in flight: what ASP.NET Core's instrument of the same name says, which finds its series by two tags at the
/// beginning and again at the end of every request.
/// </summary>
internal sealed class RequestMetrics
{
    public const string MeterName = "Gateway.Requests";
    private readonly StripedCount _https;
    private readonly StripedCount _http;

    public RequestMetrics(IMeterFactory meters)
    {
        var active = CellCounter.CreateUpDown(meters.Create(MeterName), "http.server.active_requests", "{request}", "Requests in flight.");
        (_https, _http) = (active.Of(new KeyValuePair<string, object?>("url.scheme", "https")), active.Of(new KeyValuePair<string, object?>("url.scheme", "http")));
    }

    /// <summary>A request has begun. When it ends, however it does, one is to be taken away from the count that is returned: headers may change the scheme.</summary>
    public StripedCount Begin(HttpContext context)
    {
        var active = context.Request.IsHttps ? _https : _http;
        active.Add(1);
        return active;
    }
}
