using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Gateway.Policies.Pipeline;

/// <summary>Runs just before the head of any answer is sent, by the backend or by us, and gives it the headers that the route has.</summary>
internal static class ResponsePhase
{
    /// <summary>For <c>HttpResponse.OnStarting</c>: a static callback, so that a request allocates no closure.</summary>
    public static readonly Func<object, Task> Callback = static state =>
    {
        Apply((Exchange)state);
        return Task.CompletedTask;
    };

    private static void Apply(Exchange exchange)
    {
        if (IsUpgrade(exchange.Context)) exchange.Deadline?.Stop();
        foreach (var stage in exchange.Plan.ResponseStageArray) stage.Stage.Apply(exchange);
        var headers = exchange.Context.Response.Headers;
        var pending = exchange.ResponseHeaders;
        for (var i = 0; i < pending.Count; i++)
        {
            var (name, value) = pending[i];
            if (string.Equals(name, HeaderNames.Vary, StringComparison.OrdinalIgnoreCase))
                headers.Vary = MergeVary(headers.Vary, value);
            else
                headers[name] = value;
        }
    }

    // RFC 9110 section 7.8 and RFC 8441: from here on it is a tunnel, whose length is not the request's. A refused
    // CONNECT is an answer like any other, and its body stays under the deadline.
    private static bool IsUpgrade(HttpContext context) =>
        context.Response.StatusCode == StatusCodes.Status101SwitchingProtocols
        || (HttpMethods.IsConnect(context.Request.Method) && context.Response.StatusCode is >= 200 and < 300);

    // RFC 9110 section 12.5.5: the backend's own Vary stays, ours is added once; "*" says it all.
    private static StringValues MergeVary(StringValues existing, StringValues added)
    {
        if (existing.Count == 0) return added;
        if (Lists(existing, "*")) return existing;
        var merged = existing;
        foreach (var line in added)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var name = line.AsSpan(range).Trim(" \t");
                if (name.Length > 0 && !Lists(merged, name)) merged = StringValues.Concat(merged, name.ToString());
            }
        }

        return merged;
    }

    // Whole names: "Accept-Encoding" does not contain "Accept".
    private static bool Lists(StringValues field, ReadOnlySpan<char> name)
    {
        foreach (var line in field)
        {
            foreach (var range in line.AsSpan().Split(','))
                if (line.AsSpan(range).Trim(" \t").Equals(name, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
