using Gateway.Policies.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Gateway.Hosting;

/// <summary>The port of the public listener as clients use it. Where the configuration takes any free port, the one that it got.</summary>
internal sealed class PublicPort(CurrentSnapshot snapshots, IServer server)
{
    private int? _bound;

    public int Value => snapshots.Value.Configuration.File.Gateway.Https switch
    {
        { PublicPort: { } given } => given,
        { Port: > 0 and var port } => port,
        _ => _bound ??= Bound(),
    };

    private int Bound() =>
        BoundPort.Of(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [], Uri.UriSchemeHttps)
        ?? snapshots.Value.Configuration.File.Gateway.Https.Port;
}
