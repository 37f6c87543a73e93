using System.Reflection;
using Gateway.Hosting;
using Gateway.Hosting.Listeners;
using Gateway.Policies.Configuration;

namespace Gateway.Cli;

/// <summary>What a person sees when the gateway has started: where it listens, what it serves, and in the demo what to try.</summary>
internal static class Banner
{
    public static string Version { get; } =
        typeof(Banner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static void Write(TextWriter output, string path, LoadedConfiguration configuration, IDemo demo, WebApplication app)
    {
        var addresses = PublicAddresses.Of(app, configuration.File.Gateway);
        output.WriteLine($"gateway {Version} serves {path}");
        output.WriteLine($"  {addresses.Https}  TLS 1.3{(configuration.File.Gateway.Https.MinimumTlsVersion is TlsVersion.Tls12 ? " and 1.2" : "")}");
        if (addresses.Http is { } http) output.WriteLine($"  {http}  redirects to https");
        foreach (var line in Operators(configuration.File.Gateway, [.. app.Urls])) output.WriteLine(line);
        output.WriteLine();
        output.WriteLine("Routes");
        var width = configuration.Routes.Max(r => r.Id.Length);
        var pathWidth = configuration.Routes.Max(r => r.Route.Match.Path!.Length);
        foreach (var route in configuration.Routes)
            output.WriteLine($"  {route.Id.PadRight(width)}  {route.Route.Match.Path!.PadRight(pathWidth)}  {RouteSummary.Of(route)}");
        output.WriteLine("  (gateway routes shows every value and where it comes from)");
        demo.Describe(output, configuration, addresses);
        output.Flush();
    }

    /// <summary>Where operators and probes reach the gateway.</summary>
    /// <param name="gateway">Which listeners there are.</param>
    /// <param name="urls">Where the server listens, in their order.</param>
    internal static IEnumerable<string> Operators(GatewayOptions gateway, IReadOnlyList<string> urls) => ConfiguredListener.Of(gateway)
        .Zip(urls, static (listener, url) => listener.Member switch
        {
            "Gateway:Health" => $"  {url}  health: /healthz, /readyz, /metrics",
            "Gateway:Admin" => $"  {url}  admin",
            _ => "",
        })
        .Where(static line => line.Length > 0);
}
