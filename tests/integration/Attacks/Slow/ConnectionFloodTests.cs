using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Gateway.Hosting.Connections;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Attacks.Slow;

/// <summary>More connections or handshakes than an address may have are closed before TLS; other addresses do not notice.</summary>
public sealed class ConnectionFloodTests
{
    private static readonly IPAddress Flooder = IPAddress.Parse("127.0.6.1");

    [Fact]
    public async Task ConnectionFlood_FromOneAddress_GetsItsShareAndNoMore()
    {
        await using var site = await StartAsync("""{ "MaxConnectionsPerAddress": 20 }""");
        var connections = new List<RawHttp1Connection>();
        for (var i = 0; i < 20; i++) connections.Add(await RawHttp1Connection.ConnectAsync(site.Gateway.HttpsPort, from: Flooder));
        await Eventually.Async(() => Limits(site).Addresses.Open == 20, TimeSpan.FromSeconds(10), "20 connections are counted");
        for (var i = 0; i < 200; i++) await AssertResetAsync(site.Gateway.HttpsPort);

        // The redirect listener counts with it.
        await AssertResetAsync(site.Gateway.HttpPort);
        await site.StillServesAsync();
        var events = Refused(site);
        Assert.Equal(201, events.Count);
        Assert.All(events, static e => Assert.Equal(("connections-per-address", "Limits", "127.0.6.1", false), (e.Reason, e.Policy, e.ClientAddress, e.IsAudit)));
        foreach (var connection in connections) await connection.DisposeAsync();
        await Eventually.Async(() => Limits(site).Addresses.Open == 0, TimeSpan.FromSeconds(10), "nothing is open");
        Assert.Equal(200, await GetAsync(site, Flooder));
    }

    [Fact]
    public async Task HandshakeFlood_FromOneAddress_IsRefusedBeforeTls()
    {
        await using var site = await StartAsync("""{ "HandshakesPerSecondPerAddress": 1, "HandshakeBurstPerAddress": 5 }""");
        var start = TimeProvider.System.GetTimestamp();
        var statuses = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => GetAsync(site, Flooder)));
        var seconds = (int)TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        var served = statuses.Count(static s => s == 200);
        Assert.InRange(served, 5, 5 + seconds + 1);
        Assert.Equal(100 - served, Refused(site).Count(static e => e.Reason == "handshakes-per-address"));
        await site.StillServesAsync();
    }

    [Fact]
    public async Task HandshakesInProgress_AreBoundedAndGivenBack()
    {
        await using var site = await StartAsync("""{ "MaxHandshakes": 10 }""");
        var handshakes = Limits(site).Handshakes;
        await using var established = await site.Gateway.Http1Async();
        Assert.Equal(200, (await established.GetAsync("/public/a")).Status);
        Assert.Equal(0, handshakes.InProgress);
        var silent = new List<RawHttp1Connection>();
        for (byte i = 1; i <= 10; i++) silent.Add(await RawHttp1Connection.ConnectAsync(site.Gateway.HttpsPort, from: new IPAddress([127, 0, 7, i])));
        await Eventually.Async(() => handshakes.InProgress == 10, TimeSpan.FromSeconds(10), "10 handshakes are in progress");
        Assert.Null(await GetAsync(site, Flooder));
        Assert.Equal("handshakes-in-progress", Assert.Single(Refused(site)).Reason);
        Assert.Equal(200, (await established.GetAsync("/public/a")).Status);
        foreach (var connection in silent) connection.Abort();
        await Eventually.Async(() => handshakes.InProgress == 0, TimeSpan.FromSeconds(10), "no handshake is in progress");
        Assert.Equal(200, await GetAsync(site, Flooder));
    }

    [Fact]
    public async Task BehindTheProxyProtocol_TheClientIsCountedAndTheProxyIsNot()
    {
        await using var site = await StartAsync("""{ "MaxConnectionsPerAddress": 2 }""", """{ "TrustedProxies": ["127.0.0.1/32"], "Https": { "ProxyProtocol": true } }""");
        var open = new List<RawHttp1Connection>();
        foreach (var (client, refused) in ((string, bool)[])
        [
            ("TCP4 203.0.113.9 198.51.100.1", false), ("TCP4 203.0.113.9 198.51.100.1", false), ("TCP4 203.0.113.9 198.51.100.1", true), ("TCP4 203.0.113.10 198.51.100.1", false),
            ("TCP6 2001:db8::1 2001:db8::2", false), ("TCP6 2001:db8::ffff:1 2001:db8::2", false), ("TCP6 2001:db8::2 2001:db8::2", true), ("TCP6 2001:db8:0:1::1 2001:db8::2", false),
            ("TCP4 127.0.0.1 127.0.0.1", false), ("TCP4 127.0.0.1 127.0.0.1", false), ("TCP4 127.0.0.1 127.0.0.1", false),
        ])
        {
            var counted = (Limits(site).Addresses.Open, Limits(site).Handshakes.InProgress);
            var connection = await RawHttp1Connection.ConnectAsync(site.Gateway.HttpsPort);
            open.Add(connection);
            await connection.TrySendAsync(Encoding.ASCII.GetBytes($"PROXY {client} 51234 443\r\n"));
            if (refused) Assert.True(await connection.WaitForCloseAsync(), client);
            else await Eventually.Async(() => (Limits(site).Addresses.Open, Limits(site).Handshakes.InProgress) != counted, TimeSpan.FromSeconds(10), $"{client} is let in");
        }

        Assert.Equal(["203.0.113.9", "2001:db8::2"], Refused(site).Select(static e => e.ClientAddress));
        foreach (var connection in open) await connection.DisposeAsync();
    }

    private static Task<AttackSite> StartAsync(string limits, string more = "{}") =>
        AttackSite.StartAsync((c, _) => c.Gateway($$"""{ "Limits": {{limits}} }""").Gateway(more));

    private static ConnectionLimits Limits(AttackSite site) => site.Gateway.Services.GetRequiredService<ConnectionLimits>();

    private static List<SecurityEvent> Refused(AttackSite site) => [.. site.Gateway.Events.All.Where(static e => e.Event == "connection.refused")];

    private static async Task AssertResetAsync(int port)
    {
        try
        {
            await using var refused = await RawHttp1Connection.ConnectAsync(port, from: Flooder);
            Assert.True(await refused.WaitForCloseAsync(), "the connection is open");
            Assert.True(refused.WasReset);
            Assert.Equal(0, refused.Unread.Length);
        }
        catch (SocketException reset) when (reset.SocketErrorCode is SocketError.ConnectionReset)
        {
            // It came before the client was through with connecting.
        }
    }

    // Null when the connection was closed before there was a handshake.
    private static async Task<int?> GetAsync(AttackSite site, IPAddress from)
    {
        try
        {
            await using var connection = await RawHttp1Connection.ConnectAsync(site.Gateway.HttpsPort, new ClientTls(), from: from);
            return (await connection.GetAsync("/public/a")).Status;
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException or SocketException)
        {
            return null;
        }
    }
}
