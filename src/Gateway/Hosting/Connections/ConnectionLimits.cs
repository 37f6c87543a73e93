using System.Net;
using Gateway.Policies.Configuration;
using Gateway.Policies.Events;
using Gateway.Policies.Networking;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Hosting.Connections;

/// <summary>The counts of all listeners that face clients, and what happens to a connection beyond them.</summary>
internal sealed class ConnectionLimits
{
    private static readonly ConnectionAbortedException Aborted = new("A limit of connections or handshakes is reached.");

    private readonly bool _countsAddresses;
    private readonly NetworkSet _exempt;
    private readonly ConnectionMetrics _metrics;
    private readonly IEventSink _events;

    public ConnectionLimits(GatewayOptions gateway, ConnectionMetrics metrics, IEventSink events, TimeProvider time)
    {
        var limits = new AddressLimits(gateway.Limits);
        _countsAddresses = limits.Any;
        // A proxy's connections are those of all its clients. With the PROXY protocol the client itself is counted.
        _exempt = new NetworkSet(gateway.TrustedProxies);
        (_metrics, _events) = (metrics, events);
        Addresses = new AddressTable(limits, gateway.Limits.MaxConnections, time);
        Handshakes = new Handshakes(gateway.Limits.MaxHandshakes);
    }

    public AddressTable Addresses { get; }

    public Handshakes Handshakes { get; }

    /// <summary>Counts a connection; why not, when its address has too many.</summary>
    public string? Enter(ConnectionContext connection, bool handshake, out int place)
    {
        place = AddressTable.NotCounted;
        return _countsAddresses && connection.RemoteEndPoint is IPEndPoint peer && !_exempt.Contains(peer.Address)
            ? Addresses.Enter(peer.Address, handshake, out place)
            : null;
    }

    /// <summary>Closes it at once, with RST: a flood must not leave sockets behind that wait for its FIN.</summary>
    public void Refuse(ConnectionContext connection, string reason)
    {
        _metrics.Refused(reason);
        _events.Write(new SecurityEvent
        {
            Event = "connection.refused",
            Outcome = "rejected",
            Policy = "Limits",
            Reason = reason,
            ClientAddress = connection.RemoteEndPoint is IPEndPoint peer ? ClientAddress.Normalize(peer.Address).ToString() : null,
        });
        connection.Abort(Aborted);
    }
}
