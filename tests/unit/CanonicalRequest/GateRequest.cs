using System.Net;
using Gateway.Policies.Authentication;
using Gateway.Policies.CanonicalRequest;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Gateway.UnitTests.CanonicalRequest;

/// <summary>A request as Kestrel would hand it over: raw target, and a path that is decoded carelessly.</summary>
internal static class GateRequest
{
    public static readonly RequestGate Gate = Compile();

    public static RequestGate Compile(CanonicalRequestOptions? options = null, params BackendProfile[] profiles) => new(new RequestGateSettings
    {
        PublicHosts = ["api.example.com", "*.apps.example.com", "127.0.0.1", "[2001:db8::1]"],
        TrustedProxies = [IPNetwork.Parse("10.0.0.0/8")],
        Options = options ?? new(),
        Profiles = profiles,
        CredentialHeaders = ["X-Partner-Key"],
        Identity = new IdentityHeaders(["X-Principal"]),
    });

    public static DefaultHttpContext Context(string target = "/", string method = "GET", params (string Name, StringValues Value)[] headers)
    {
        var context = new DefaultHttpContext();
        var request = context.Request;
        request.Method = method;
        request.Scheme = "https";
        request.Protocol = "HTTP/1.1";
        request.Host = new HostString("api.example.com");
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        request.Path = new PathString(target.StartsWith('/') ? Uri.UnescapeDataString(mark < 0 ? target : target[..mark]) : "/");
        request.QueryString = new QueryString(mark < 0 ? "" : target[mark..]);
        context.Connection.RemoteIpAddress = IPAddress.Parse("203.0.113.9");
        foreach (var (name, value) in headers) request.Headers[name] = value;
        return context;
    }

    public static Rejection? Inspect(HttpContext context) => Gate.Inspect(context);

    public static string? Reason(string target) => Gate.Inspect(Context(target))?.Reason;
}
