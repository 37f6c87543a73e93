using Gateway.Policies.Configuration;

namespace Gateway.Hosting;

/// <summary>Where clients reach the gateway.</summary>
/// <param name="Https">The base address of the public listener, without a slash at the end.</param>
/// <param name="Http">The base address of the plain listener; null when there is none.</param>
internal sealed record PublicAddresses(string Https, string? Http)
{
    public static PublicAddresses Of(WebApplication app, GatewayOptions gateway)
    {
        var host = gateway.PublicHosts.Find(static h => !h.StartsWith("*.", StringComparison.Ordinal)) ?? gateway.PublicHosts[0];
        var https = BoundPort.Of(app.Urls, Uri.UriSchemeHttps) ?? gateway.Https.Port;
        var http = gateway.Http is null ? null : (int?)(BoundPort.Of(app.Urls, Uri.UriSchemeHttp) ?? gateway.Http.Port);
        return new($"https://{host}:{https}", http is null ? null : $"http://{host}:{http}");
    }
}
