using System.Net;
using System.Net.Sockets;
using Gateway.Policies.Configuration;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Hosting.Listeners;

/// <summary>A listener could not be opened. An IOException, because Kestrel takes any other one on [::] for a machine without IPv6.</summary>
internal sealed class CannotListenException : IOException
{
    private CannotListenException(IPEndPoint endpoint, string member, string why, Exception cause)
        : base(why, cause) => (EndPoint, Member) = (endpoint, member);

    public IPEndPoint EndPoint { get; }

    // The member of the listener that is to blame.
    private string Member { get; }

    /// <summary>Null for what may be tried in another way, or is not about the endpoint.</summary>
    public static CannotListenException? Of(EndPoint endpoint, Exception error) => (endpoint, error) switch
    {
        (IPEndPoint ip, AddressInUseException) => new(ip, "Port", "another process listens there", error),
        (IPEndPoint ip, SocketException { SocketErrorCode: SocketError.AccessDenied }) =>
            new(ip, "Port", "this user may not listen there; ports below 1024 need CAP_NET_BIND_SERVICE", error),
        (IPEndPoint ip, SocketException { SocketErrorCode: SocketError.AddressNotAvailable }) when !ip.Address.Equals(IPAddress.IPv6Any) =>
            new(ip, "Address", "this machine has no such address", error),
        _ => null,
    };

    /// <summary>For a person, with the member of the configuration that has to change.</summary>
    public string Explain(GatewayOptions gateway)
    {
        var members = ConfiguredListener.Of(gateway).Where(l => l.Opens(EndPoint)).Select(l => $"{l.Member}:{Member}").ToList();
        // Two listeners of ours on one port: the second one finds the first.
        var why = members.Count > 1 ? "each needs a port of its own" : Message;
        return $"{string.Join(" and ", members)}: cannot listen on {EndPoint}: {why}";
    }
}
