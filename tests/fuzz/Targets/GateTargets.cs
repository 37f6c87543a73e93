using System.Net;
using Gateway.Fuzz.Engine;
using Gateway.Fuzz.References;
using Gateway.Policies.Authentication;
using Gateway.Policies.CanonicalRequest;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Gateway.Fuzz.Targets;

/// <summary>Whole request heads against the gate: "METHOD target", the host, then fields, a line each.</summary>
internal static class GateTargets
{
    private static readonly RequestGate Strict = Compile(new CanonicalRequestOptions());

    private static readonly RequestGate Loose = Compile(
        new CanonicalRequestOptions { HeadersWithUnderscores = UnderscoreHandling.Drop }, new BackendProfile { AllowSemicolon = true, AllowEncodedSlash = true });

    // What no client may tell a backend, written down apart from the gate's own list.
    private static readonly string[] Forged =
    [
        "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-user", "forwarded", "x-real-ip", "client-ip", "true-client-ip", "x-original-url", "x-rewrite-url",
        "x-http-method-override", "x-method-override", "proxy", "proxy-connection", "keep-alive", "x-user", "x-user-id", "remote-user", "x-principal", "x-middleware-subrequest",
        "x-accel-redirect", "x-sendfile", "x-content-length", "via", "x-client-cert", "x-request-id", "traceparent",
    ];

    private static readonly Grammar Heads = new(
        ("head", ["<line>\n<host>\n<fields>"]),
        ("line", ["GET <target>", "<method> <target>", "POST <target>"]),
        ("method", ["GET", "get", "TRACE", "CONNECT", "OPTIONS", "", "FOO", "DELETE"]),
        ("target", ["/", "/orders/42", "/a/<piece>?<piece>=<piece>", "/<piece>/<piece>", "/<piece>", "https://api.example.com/<piece>", "http://api.example.com/", "https://evil.example/", "*", "", "api.example.com:443", "https://api.example.com?x"]),
        ("piece", ["a", "..", "%2e%2e", ";x", "%2F", "%5c", "%c3%a9", "%00", "%25", "#", "%ef%bc%8f", "//", "\\", "%41", "\"", " "]),
        ("host", ["api.example.com", "x.apps.example.com", "API.example.com:443", "127.0.0.1", "[2001:db8::1]", "evil.example", "", "api.example.com:8443", "user@api.example.com"]),
        ("fields", ["", "<field>\n<fields>", "<field>\n<fields>", "<field>\n<field>\n<fields>"]),
        ("field", ["Accept: */*", "<name>: <value>", "<name>: <value>", "Connection: <options>", "Content-Length: <length>", "Transfer-Encoding: <coding>", "Expect: 100-continue", "X-Forwarded-For: 192.0.2.1", "Upgrade: websocket"]),
        ("name", ["X-Custom", "X-Forwarded-For", "x_forwarded_for", "X.Real.IP", "X-Original-URL", "Authorization", "Host", "Origin", "Cookie", "X-User-Id", "X-Principal", "X-Request-Id", "Traceparent", "Proxy", "X-Partner-Key", "Bad Name", "Na\u00efve", "X!y", "_", "TE"]),
        ("value", ["1", "abc", "a\tb", "caf\u00e9", "a\rb", "\0", "\u007f", "", "x, y"]),
        ("options", ["close", "keep-alive", "close, X-Custom", "Authorization", "upgrade", "X-Forwarded-For", "te, close", ",,", "content-length"]),
        ("length", ["0", "5", "+5", "99999999999"]),
        ("coding", ["chunked", "gzip, chunked", "identity", "CHUNKED"]));

    public static IEnumerable<FuzzTarget> All =>
    [
        FuzzTarget.Of(
            "request-gate", "never throws; idempotent; host ours; path, query and raw target say the same; nothing forged and no line end remains",
            [typeof(RequestGate), typeof(TargetGate), typeof(HeaderGate), typeof(ConnectionFields), typeof(FramingGate), typeof(MethodGate), typeof(IdentityHeaders)], Heads,
            [
                "GET /orders/42?a=1\napi.example.com\nAccept: */*\n", "POST /a\nAPI.example.com:443\nContent-Length: 5\nConnection: close, X-Custom\nX-Custom: 1\n",
                "GET https://api.example.com/a%20b\napi.example.com\nX-Forwarded-For: 192.0.2.1, 10.0.0.1\nX-User: root\n", "GET /chat\nx.apps.example.com\nUpgrade: websocket\nConnection: upgrade\n",
            ],
            static b => Inspect(Inputs.Latin(b))),
    ];

    private static string Inspect(string head) => $"{Inspect(Strict, head, "203.0.113.9")} / {Inspect(Loose, head, "10.0.0.1")}";

    private static string Inspect(RequestGate gate, string head, string peer)
    {
        var context = Context(head, peer);
        if (gate.Inspect(context) is { } rejection)
        {
            Oracle.Holds(rejection.Status is >= 400 and < 500, "a refusal is the client's fault", rejection.Reason);
            return rejection.Reason;
        }

        var feature = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var request = context.Request;
        var (target, fields) = (feature.RawTarget, Text(request.Headers));
        Oracle.Holds(target is ['/', ..] && target.All(static c => c is > ' ' and <= '~'), "a target is a path in visible ASCII", target);
        var slash = context.Features.Get<CanonicalTarget>()?.Traits.HasFlag(PathTraits.EncodedSlash) == true;
        Oracle.Same(target, PathEncoding.Encode(request.Path.Value!, slash) + request.QueryString.Value, "path, query and raw target say the same");
        if (CarelessPath.Danger(target.Split('?')[0]) is { } danger) Oracle.Holds(false, $"in a target that is let in, {danger}", target);
        Headers(request.Headers, peer.StartsWith("10.", StringComparison.Ordinal));
        // The client's address has taken the peer's place.
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        Oracle.Holds(gate.Inspect(context) is null, "a request that was let in is let in again", target);
        Oracle.Same((target, fields), (feature.RawTarget, Text(request.Headers)), "a canonical request stays as it is");
        return $"ok {slash} {Math.Min(3, request.Headers.Count)} {request.QueryString.HasValue}";
    }

    private static void Headers(IHeaderDictionary headers, bool trustedPeer)
    {
        foreach (var (name, values) in headers)
        {
            Oracle.Holds(name.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)), "a field's name is a token", name);
            foreach (var value in values) Oracle.Holds(value!.All(static c => c is '\t' or >= ' ' and <= '~'), "a field's value is visible ASCII", $"{name}: {value}");
            var asRead = new string([.. name.Select(static c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')]);
            if (trustedPeer && asRead is "x-request-id" or "traceparent") continue;
            Oracle.Holds(!Forged.Contains(asRead), "nothing that a client may not say goes on", name);
        }
    }

    private static string Text(IHeaderDictionary headers) => string.Join('\n', headers.OrderBy(static h => h.Key, StringComparer.OrdinalIgnoreCase).Select(static h => $"{h.Key}: {h.Value}"));

    private static RequestGate Compile(CanonicalRequestOptions options, params BackendProfile[] profiles) => new(new RequestGateSettings
    {
        PublicHosts = ["api.example.com", "*.apps.example.com", "127.0.0.1", "[2001:db8::1]"],
        TrustedProxies = [IPNetwork.Parse("10.0.0.0/8")],
        Options = options,
        Profiles = profiles,
        CredentialHeaders = ["X-Partner-Key"],
        Identity = new IdentityHeaders(["X-Principal"]),
    });

    // As the server hands a request over: the raw target, and a path that is decoded carelessly.
    private static DefaultHttpContext Context(string head, string peer)
    {
        var lines = head.Split('\n');
        var space = lines[0].IndexOf(' ', StringComparison.Ordinal);
        var (method, target) = space < 0 ? (lines[0], "") : (lines[0][..space], lines[0][(space + 1)..]);
        var context = new DefaultHttpContext();
        var request = context.Request;
        (request.Method, request.Scheme, request.Protocol) = (method, "https", "HTTP/1.1");
        foreach (var line in lines.Skip(2))
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon <= 0) continue;
            var (name, value) = (line[..colon], line[(colon + 2)..]);
            // The server reads a length itself and refuses what is none.
            if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) && !value.All(char.IsAsciiDigit)) continue;
            request.Headers[name] = StringValues.Concat(request.Headers[name], value);
        }

        request.Headers.Host = lines.Length > 1 ? lines[1] : "";
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        request.Path = new PathString(target.StartsWith('/') ? Uri.UnescapeDataString(mark < 0 ? target : target[..mark]) : "/");
        request.QueryString = new QueryString(mark < 0 ? "" : target[mark..]);
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        return context;
    }
}
