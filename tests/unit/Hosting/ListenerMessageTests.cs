using System.Net;
using System.Net.Sockets;
using Gateway.Cli;
using Gateway.Hosting.Listeners;
using Gateway.Policies.Configuration;
using Microsoft.AspNetCore.Connections;

namespace Gateway.UnitTests.Hosting;

/// <summary>What a person is told of the listeners: where they are, which one could not be opened, which one is missing.</summary>
public sealed class ListenerMessageTests
{
    private readonly GatewayOptions _gateway = new()
    {
        Https = new() { Port = 443 },
        Http = new() { Port = 80, Address = IPAddress.Loopback },
        Health = new() { Port = 9902 },
        Admin = new() { Port = 9902 },
    };

    [Fact]
    public void CannotListen_NamesTheMemberOfTheConfiguration()
    {
        Assert.Equal(
            "Gateway:Https:Port: cannot listen on [::]:443: this user may not listen there; ports below 1024 need CAP_NET_BIND_SERVICE",
            Explain(IPAddress.IPv6Any, 443, new SocketException((int)SocketError.AccessDenied)));
        Assert.Equal("Gateway:Http:Port: cannot listen on 127.0.0.1:80: another process listens there", Explain(IPAddress.Loopback, 80, new AddressInUseException("x")));
        Assert.Equal(
            "Gateway:Http:Address: cannot listen on 127.0.0.1:80: this machine has no such address",
            Explain(IPAddress.Loopback, 80, new SocketException((int)SocketError.AddressNotAvailable)));
        Assert.Equal("Gateway:Health:Port: cannot listen on 0.0.0.0:9902: another process listens there", Explain(IPAddress.Any, 9902, new AddressInUseException("x")));

        _gateway.Health!.Address = IPAddress.Loopback;
        Assert.Equal(
            "Gateway:Health:Port and Gateway:Admin:Port: cannot listen on 127.0.0.1:9902: each needs a port of its own",
            Explain(IPAddress.Loopback, 9902, new AddressInUseException("x")));
    }

    [Fact]
    public void CannotListen_MachineWithoutIpv6_IsLeftToKestrelWhichTriesAgain()
    {
        var any = new IPEndPoint(IPAddress.IPv6Any, 443);
        Assert.Null(CannotListenException.Of(any, new SocketException((int)SocketError.AddressNotAvailable)));
        Assert.Null(CannotListenException.Of(any, new SocketException((int)SocketError.AddressFamilyNotSupported)));
    }

    [Fact]
    public void Banner_ShowsHealthAndAdminWhereTheyListen()
    {
        Assert.Equal(
            ["  http://[::]:4  health: /healthz, /readyz, /metrics", "  http://127.0.0.1:5  admin"],
            Banner.Operators(_gateway, ["https://[::]:2", "http://127.0.0.1:3", "http://[::]:4", "http://127.0.0.1:5"]));
        (_gateway.Http, _gateway.Health) = (null, null);
        Assert.Equal(["  http://127.0.0.1:3  admin"], Banner.Operators(_gateway, ["https://[::]:2", "http://127.0.0.1:3"]));
    }

    [Fact]
    public void OperatorListeners_WithoutTheListener_SayWhatToAdd()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """{ "Gateway": {} }""");
            var error = Assert.Throws<OperatorCallException>(() => new OperatorListeners(path).Admin);
            Assert.Equal($"{path} has no Gateway:Admin, so that there is no listener to ask; add \"Admin\": {{}} and restart the gateway, or give --url", error.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private string Explain(IPAddress address, int port, Exception error) => CannotListenException.Of(new IPEndPoint(address, port), error)!.Explain(_gateway);
}
