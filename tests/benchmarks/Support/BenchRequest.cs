using System.Net;
using System.Runtime.CompilerServices;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Gateway.Benchmarks.Support;

/// <summary>
/// A request that is sent again and again without a socket. What the server owns (the context, its features and header dictionaries) is
/// kept, as Kestrel keeps it on a connection; what the stages have changed is undone before each round. The undoing is measured, too:
/// the rows "nothing" say what it costs.
/// </summary>
internal sealed class BenchRequest
{
    private static readonly IPAddress Client = IPAddress.Parse("203.0.113.9");

    private readonly DefaultHttpContext _context = new();
    private readonly RoutePlan _plan;
    private readonly IHttpRequestFeature _feature;
    private readonly string _target;
    private readonly string _path;
    private readonly string _query;
    private KeyValuePair<string, StringValues>[] _restored;
    private readonly MemoryStream? _body;
    private readonly Exchange _exchange;

    /// <param name="plan">The plan of the route that the request has matched.</param>
    /// <param name="method">The method.</param>
    /// <param name="target">Path and query as they are sent.</param>
    /// <param name="headers">All header fields, Host aside.</param>
    /// <param name="restored">Those of them that a stage takes away.</param>
    /// <param name="body">The body, if the request has one.</param>
    public BenchRequest(
        RoutePlan plan, string method, string target, IEnumerable<(string Name, string Value)> headers, IEnumerable<string>? restored = null, byte[]? body = null)
    {
        _plan = plan;
        _target = target;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        (_path, _query) = mark < 0 ? (target, "") : (target[..mark], target[mark..]);
        _path = Uri.UnescapeDataString(_path);
        _feature = _context.Features.GetRequiredFeature<IHttpRequestFeature>();
        _context.Connection.RemoteIpAddress = Client;
        var request = _context.Request;
        (request.Method, request.Scheme, request.Protocol) = (method, "https", "HTTP/1.1");
        request.Headers.Host = "api.example.com";
        foreach (var (name, value) in headers) request.Headers[name] = value;
        _restored = [.. (restored ?? []).Select(name => KeyValuePair.Create(name, request.Headers[name]))];
        if (body is not null)
        {
            request.ContentLength = body.Length;
            _body = new MemoryStream(body, writable: false);
        }

        SetTarget();
        _exchange = new Exchange(_context, plan) { IsCanonical = true };
    }

    /// <summary>The context as the server would hand it over.</summary>
    public HttpContext Received()
    {
        SetTarget();
        Restore();
        return _context;
    }

    /// <summary>The same exchange as if nothing had looked at it yet. An identity stays.</summary>
    public Exchange Again()
    {
        Restore();
        ResponseHeaders(_exchange) = null;
        _exchange.RateLimitItems = null;
        if (_exchange.Body is { } buffered)
        {
            buffered.Dispose();
            _exchange.Body = null;
        }

        return _exchange;
    }

    /// <summary>A new exchange, as the middleware makes one for each request: for measuring a whole plan.</summary>
    public Exchange New()
    {
        Restore();
        return new Exchange(_context, _plan) { IsCanonical = true };
    }

    /// <summary>From now on the credential that authentication has taken off stays away, as the later stages see it.</summary>
    public BenchRequest WithoutCredential()
    {
        _restored = [];
        return this;
    }

    private void Restore()
    {
        foreach (var (name, value) in _restored) _context.Request.Headers[name] = value;
        if (_context.Response.Headers.Count > 0) _context.Response.Headers.Clear();
        if (_body is null) return;
        _body.Position = 0;
        _context.Request.Body = _body;
    }

    private void SetTarget()
    {
        (_feature.RawTarget, _feature.Path, _feature.QueryString) = (_target, _path, _query);
    }

    // The list is made by the first stage that sets a header, in each request anew: that stage has to pay for it here, too.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_responseHeaders")]
    private static extern ref List<KeyValuePair<string, StringValues>>? ResponseHeaders(Exchange exchange);
}
