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
        var https = Port(app, "https") ?? gateway.Https.Port;
        var http = gateway.Http is null ? null : (int?)(Port(app, "http") ?? gateway.Http.Port);
        return new($"https://{host}:{https}", http is null ? null : $"http://{host}:{http}");
    }

    /// <summary>The port that a listener got, which counts when the configuration says 0.</summary>
    public static int? Port(WebApplication app, string scheme)
    {
        foreach (var url in app.Urls)
            if (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == scheme) return address.Port;
        return null;
    }
}
