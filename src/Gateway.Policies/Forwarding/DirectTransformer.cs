using System.Collections.Frozen;
using System.Net.Http.Headers;
using Gateway.Policies.CanonicalRequest;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Policies.Forwarding;

/// <summary>
/// What YARP's default transforms and <see cref="OutgoingTargetTransform"/> do together, for routes without transforms of their own: each field is looked at once
/// and written once. It stays with YARP where that has more to do (HTTP/2's TE, trailers). A test compares the two, field by field.
/// </summary>
internal sealed class DirectTransformer : HttpTransformer
{
    // RFC 9110 section 7.6.1 and what else belongs to one connection only; as YARP has it.
    private static readonly FrozenSet<string> OfTheConnection = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        HeaderNames.Connection, HeaderNames.TransferEncoding, HeaderNames.KeepAlive, HeaderNames.Upgrade, HeaderNames.ProxyConnection, HeaderNames.ProxyAuthenticate,
        "Proxy-Authentication-Info", HeaderNames.ProxyAuthorization, "Proxy-Features", "Proxy-Instruction", "Security-Scheme", "ALPN", "Close", "HTTP2-Settings",
        HeaderNames.UpgradeInsecureRequests, HeaderNames.TE, HeaderNames.AltSvc);

    // Written anew below, whatever the client or a proxy before us said.
    private static readonly FrozenSet<string> NotCopied = OfTheConnection
        .Concat([HeaderNames.Host, "Forwarded", ForwardedFor, ForwardedHost, ForwardedProto, ForwardedPrefix]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private const string ForwardedFor = "X-Forwarded-For";
    private const string ForwardedHost = "X-Forwarded-Host";
    private const string ForwardedProto = "X-Forwarded-Proto";
    private const string ForwardedPrefix = "X-Forwarded-Prefix";

    /// <summary>The route has nothing but the default transforms.</summary>
    public static bool Serves(RouteConfig route) => route.Transforms is null or { Count: 0 };

    public override ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        var request = httpContext.Request;
        if (HttpProtocol.IsHttp2(request.Protocol) && request.Headers.TE.Count > 0) return CopiedByYarp(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        foreach (var (name, value) in request.Headers)
            if (!NotCopied.Contains(name) && name[0] != ':') Add(proxyRequest, name, value);
        if (request.Headers.TransferEncoding.Count > 0 && request.Headers.ContentLength is not null) proxyRequest.Content?.Headers.Remove(HeaderNames.ContentLength);
        Finish(httpContext, proxyRequest, destinationPrefix);
        return default;
    }

    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null || proxyResponse.Headers.NonValidated.Contains(HeaderNames.TransferEncoding) || (int)proxyResponse.StatusCode is < 200 or 204 or 205)
            return base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        var exchange = httpContext.Features.Get<Exchange>();
        var dropped = exchange?.Plan.DroppedFields ?? FrozenSet<string>.Empty;
        var target = httpContext.Response.Headers;
        // Somebody before us has set fields already (a cookie of the session affinity): values are added to those.
        var adds = target.Count > 0;
        Copy(proxyResponse.Headers, target, dropped, adds);
        Copy(proxyResponse.Content.Headers, target, dropped, adds);
        if (exchange is not null) exchange.DroppedFieldsAreGone = !adds;
        return new(true);
    }

    private async ValueTask CopiedByYarp(HttpContext context, HttpRequestMessage message, string prefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(context, message, prefix, cancellationToken);
        foreach (var name in (ReadOnlySpan<string>)["Forwarded", ForwardedFor, ForwardedHost, ForwardedProto, ForwardedPrefix]) message.Headers.Remove(name);
        Finish(context, message, prefix);
    }

    private static void Finish(HttpContext context, HttpRequestMessage message, string prefix)
    {
        var request = context.Request;
        // Null: the host of the address.
        message.Headers.Host = context.Features.Get<IReverseProxyFeature>()?.ProxiedDestination?.Model.Config?.Host;
        if (context.Connection.RemoteIpAddress is { } address) message.Headers.TryAddWithoutValidation(ForwardedFor, address.ToString());
        if (request.Host.HasValue) message.Headers.TryAddWithoutValidation(ForwardedHost, request.Host.ToUriComponent());
        message.Headers.TryAddWithoutValidation(ForwardedProto, request.Scheme);
        if (request.PathBase.HasValue) message.Headers.TryAddWithoutValidation(ForwardedPrefix, request.PathBase.ToUriComponent());
        if (context.Response.StatusCode != StatusCodes.Status200OK) return;
        var encodedSlash = context.Features.Get<CanonicalTarget>() is { HasEncodedSlash: true };
        if (OutgoingTarget.Build(prefix, request.Path.Value ?? "", request.QueryString.Value ?? "", encodedSlash, out var uri) is { } refusal) ForwardingRefusal.Set(context, refusal);
        message.RequestUri = uri;
    }

    // The gate has refused every value with a line end.
    private static void Add(HttpRequestMessage message, string name, StringValues value)
    {
        if (value.Count == 1)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value.ToString())) ContentOf(message).Headers.TryAddWithoutValidation(name, value.ToString());
        }
        else if (!message.Headers.TryAddWithoutValidation(name, value.ToArray()))
        {
            ContentOf(message).Headers.TryAddWithoutValidation(name, value.ToArray());
        }
    }

    // Fields that the client keeps with the content need one to be kept with.
    private static HttpContent ContentOf(HttpRequestMessage message) => message.Content ??= new ReadOnlyMemoryContent(ReadOnlyMemory<byte>.Empty);

    private static void Copy(HttpHeaders source, IHeaderDictionary target, FrozenSet<string> dropped, bool adds)
    {
        foreach (var (name, values) in source.NonValidated)
        {
            if (OfTheConnection.Contains(name) || dropped.Contains(name)) continue;
            var value = values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
            target[name] = adds ? Together(target, name, value) : value;
        }
    }

    // Strict-Transport-Security stays the gateway's when it has said it.
    private static StringValues Together(IHeaderDictionary target, string name, StringValues added)
    {
        var there = target[name];
        return !StringValues.IsNullOrEmpty(there) && string.Equals(name, HeaderNames.StrictTransportSecurity, StringComparison.OrdinalIgnoreCase) ? there : StringValues.Concat(there, added);
    }
}
