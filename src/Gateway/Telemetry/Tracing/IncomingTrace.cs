using System.Diagnostics;

namespace Gateway.Telemetry.Tracing;

/// <summary>W3C trace context and baggage of a request, for peers that are trusted.</summary>
internal static class IncomingTrace
{
    // What a tracestate has to be passed on up to (W3C Trace Context section 3.3.1.5); longer ones may be dropped.
    private const int MaxTraceStateLength = 512;

    public static ActivityContext ParentOf(IHeaderDictionary headers)
    {
        // Two of them: the request starts a trace of its own (section 3.2.1).
        if (headers.TraceParent is not [{ } parent]) return default;
        var state = headers.TraceState.Count == 0 ? null : string.Join(',', headers.TraceState.ToArray());
        if (state is { Length: > MaxTraceStateLength }) state = null;
        // The runtime looks at the fields only, not at what stands between them.
        if (parent is not { Length: >= 55 } || parent[2] != '-' || parent[35] != '-' || parent[52] != '-') return default;
        return ActivityContext.TryParse(parent, state, isRemote: true, out var context) ? context : default;
    }

    /// <summary>Keeps the baggage for the backend: the forwarder replaces the header by the span's.</summary>
    public static void AddBaggage(Activity span, IHeaderDictionary headers)
    {
        if (headers.Baggage.Count == 0) return;
        foreach (var (name, value) in DistributedContextPropagator.Current.ExtractBaggage(headers, Read) ?? []) span.AddBaggage(name, value);
    }

    private static void Read(object? carrier, string name, out string? value, out IEnumerable<string>? values)
    {
        var field = ((IHeaderDictionary)carrier!)[name];
        value = field.Count == 1 ? field[0] : null;
        values = field.Count > 1 ? field.OfType<string>() : null;
    }
}
