using System.Collections.Frozen;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>
/// The methods that the gateway takes at all, compared case-sensitively (RFC 9110 section 9.1): YARP forwards "get" as GET, so a rule
/// about GET would be evaded. TRACE reflects credentials; CONNECT is only the HTTP/2 way to open a WebSocket (RFC 8441).
/// </summary>
internal sealed class MethodGate
{
    private static readonly string[] Standard = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    private readonly FrozenSet<string> _accepted;
    private readonly Rejection _refusal;

    public MethodGate(IEnumerable<string> extraMethods)
    {
        string[] all = [.. Standard, .. extraMethods];
        _accepted = all.Where(static m => m is not ("TRACE" or "TRACK" or "CONNECT")).ToFrozenSet(StringComparer.Ordinal);
        _refusal = new Rejection
        {
            Status = StatusCodes.Status405MethodNotAllowed,
            Title = "Method not allowed",
            Reason = "method-not-accepted",
            Headers = [new("Allow", string.Join(", ", all))],
            CloseConnection = true,
        };
    }

    public Rejection? Inspect(HttpContext context) =>
        _accepted.Contains(context.Request.Method) || IsWebSocketOverHttp2(context) ? null : _refusal;

    private static bool IsWebSocketOverHttp2(HttpContext context) =>
        context.Request.Method == "CONNECT"
        && context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect
        && string.Equals(connect.Protocol, "websocket", StringComparison.OrdinalIgnoreCase);
}
