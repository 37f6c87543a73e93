using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Pipeline;

/// <summary>
/// The ids under which a request is found again: in problem+json, events, the access log and at the backend.
/// </summary>
/// <param name="TraceId">32 lower-case hex digits, as in traceparent (W3C Trace Context).</param>
/// <param name="RequestId">The X-Request-Id of a trusted proxy, otherwise the trace id.</param>
public readonly record struct RequestIdentifiers(string TraceId, string RequestId)
{
    /// <summary>The header that carries the request id.</summary>
    public const string RequestIdHeader = "X-Request-Id";

    /// <summary>The most characters that a request id has.</summary>
    public const int MaxRequestIdLength = 128;

    // Fewer than a token of RFC 9110 allows: nothing that a shell, a template or a log query would read as its own.
    private static readonly SearchValues<char> RequestIdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+=:/");

    /// <summary>Finds the ids of a request. Each call may make new ones: keep the result with the request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="peerIsTrusted">
    /// The connection comes from a trusted proxy. From anyone else the ids are made here: a stranger who chooses them can make two
    /// requests look like one, or hide in the trace of somebody else.
    /// </param>
    public static RequestIdentifiers For(HttpContext context, bool peerIsTrusted)
    {
        ArgumentNullException.ThrowIfNull(context);
        var traceId = TraceIdOf(Activity.Current, peerIsTrusted);
        var requestId = peerIsTrusted && context.Request.Headers[RequestIdHeader] is [{ } value] && IsRequestId(value) ? value : traceId;
        return new(traceId, requestId);
    }

    /// <summary>Whether a text is fit to be a request id: 1 to 128 ASCII letters, digits or one of "-._~+=:/".</summary>
    public static bool IsRequestId(ReadOnlySpan<char> value) =>
        value.Length is > 0 and <= MaxRequestIdLength && !value.ContainsAnyExcept(RequestIdCharacters);

    private static string TraceIdOf(Activity? activity, bool peerIsTrusted)
    {
        if (activity is { IdFormat: ActivityIdFormat.W3C } && activity.TraceId != default && (peerIsTrusted || !IsContinued(activity)))
            return activity.TraceId.ToHexString();
        return ActivityTraceId.CreateRandom().ToHexString();
    }

    // ASP.NET Core takes the trace id of any client's traceparent over: then the outermost activity has a parent that is not here.
    private static bool IsContinued(Activity activity)
    {
        while (activity.Parent is { } parent) activity = parent;
        return activity.HasRemoteParent || activity.ParentSpanId != default;
    }
}
