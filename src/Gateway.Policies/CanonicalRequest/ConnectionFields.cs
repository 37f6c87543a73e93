using System.Collections.Frozen;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>
/// Connection and Upgrade (RFC 9110 sections 7.6.1 and 7.8): fields that the client nominates are removed, only a WebSocket upgrade goes on.
/// Nominating a field that is meant for the backend is refused: CVE-2022-31813 made a proxy drop what the backend relied on.
/// </summary>
internal sealed class ConnectionFields(IEnumerable<string> extraSingletons)
{
    private readonly FrozenSet<string> _neverNominated =
        SingletonFields.With(extraSingletons)
            .Concat(["Cookie", "Cache-Control", "Pragma", "Range", "Accept", "Trailer"])
            .Where(static n => n is not ("Upgrade" or "X-Request-Id" or "Traceparent"))
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public Rejection? Inspect(HttpRequest request)
    {
        var headers = request.Headers;
        if (HttpProtocol.IsHttp2(request.Protocol) && HasConnectionField(headers)) return CanonicalRejections.ConnectionField;
        if (request.Method == "CONNECT") return InspectTunnel(headers);
        foreach (var line in headers.Connection)
        {
            if (IsCommon(line)) continue;
            if (RemoveNominated(headers, line) is { } rejection) return rejection;
        }

        return headers.Upgrade.Count == 0 ? null : InspectUpgrade(request);
    }

    // RFC 9113 section 8.2.2: malformed. Connection and Transfer-Encoding are refused by the server.
    private static bool HasConnectionField(IHeaderDictionary headers) =>
        headers.Upgrade.Count > 0 || headers.KeepAlive.Count > 0 || headers.ContainsKey("Proxy-Connection");

    private static bool IsCommon(string? line) =>
        string.Equals(line, "keep-alive", StringComparison.OrdinalIgnoreCase)
        || string.Equals(line, "close", StringComparison.OrdinalIgnoreCase)
        || string.Equals(line, "upgrade", StringComparison.OrdinalIgnoreCase);

    private Rejection? RemoveNominated(IHeaderDictionary headers, ReadOnlySpan<char> line)
    {
        var protectedFields = _neverNominated.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var range in line.Split(','))
        {
            var option = line[range].Trim(" \t");
            if (option.IsEmpty || ConnectionOptionNames.Contains(option)) continue;
            if (protectedFields.Contains(option)) return CanonicalRejections.ConnectionNomination;
            headers.Remove(option.ToString());
        }

        return null;
    }

    // RFC 8441: a tunnel has no body, and nobody computes an accept value. A length makes the HTTP client fail before it has sent anything,
    // which passive health checks take for a failure of the backend; a key of the client's makes the forwarder fail after the backend
    // has switched protocols, so that each request would leave a connection behind. HTTP/2 has no Connection field.
    private static Rejection? InspectTunnel(IHeaderDictionary headers)
    {
        if (headers.ContentLength is > 0) return CanonicalRejections.UpgradeBody;
        headers.ContentLength = null;
        headers.Remove(HeaderNames.SecWebSocketKey);
        return null;
    }

    private static Rejection? InspectUpgrade(HttpRequest request)
    {
        var headers = request.Headers;
        var webSocket = HttpProtocol.IsHttp11(request.Protocol) && headers.Upgrade.Count == 1
            && string.Equals(headers.Upgrade[0], "websocket", StringComparison.OrdinalIgnoreCase);
        if (!webSocket)
        {
            headers.Upgrade = default;
            return null;
        }

        // RFC 6455 section 4.1: GET without body. Bytes after the head would be request body to one side and WebSocket frames to the other.
        return request.Method == "GET" && headers.TransferEncoding.Count == 0 && headers.ContentLength is null or 0
            ? null
            : CanonicalRejections.UpgradeBody;
    }
}
