using Gateway.Policies.CanonicalRequest;
using Gateway.Policies.Configuration;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Hosting;

/// <summary>
/// Answers everything on the plain listener with 308 to the same path and query over https (RFC 9110 section 15.4.9: the method and
/// body stay). The host is one of ours, never the client's word for it, so that nobody is redirected elsewhere.
/// </summary>
internal sealed class HttpsRedirect
{
    private const int DefaultHttpsPort = 443;

    private readonly HostGate _hosts;
    private readonly string _fallbackHost;
    private readonly PublicPort _port;

    public HttpsRedirect(CurrentSnapshot snapshots, PublicPort port)
    {
        var gateway = snapshots.Value.Configuration.File.Gateway;
        _hosts = new HostGate(gateway.PublicHosts);
        _fallbackHost = gateway.PublicHosts.Find(static h => !h.StartsWith("*.", StringComparison.Ordinal)) ?? gateway.PublicHosts[0][2..];
        _port = port;
    }

    public Task HandleAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.CacheControl = "no-store";
        response.ContentLength = 0;
        if (Target(context) is { } target)
        {
            response.StatusCode = StatusCodes.Status308PermanentRedirect;
            response.Headers.Location = $"https://{Authority(context.Request)}{target}";
        }
        else
        {
            response.StatusCode = StatusCodes.Status400BadRequest;
            response.Headers.Connection = "close";
        }

        return Task.CompletedTask;
    }

    private string Authority(HttpRequest request)
    {
        var host = _hosts.Inspect(request) is null ? request.Headers.Host.ToString() : _fallbackHost;
        return _port.Value is DefaultHttpsPort ? host : $"{host}:{_port.Value}";
    }

    // Only a canonical target is repeated to the client: what would be refused over https is refused here, too.
    private static string? Target(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (target is not ['/', ..]) return null;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var rawPath = mark < 0 ? target : target[..mark];
        if (PathCanonicalizer.Canonicalize(rawPath, out var path, out _) is not null) return null;
        if (mark < 0) return path ?? rawPath;
        var rawQuery = target[(mark + 1)..];
        return QueryCanonicalizer.Canonicalize(rawQuery, out var query) is null ? $"{path ?? rawPath}?{query ?? rawQuery}" : null;
    }
}
