using System.Net;
using System.Net.Sockets;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Forwarding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.IntegrationTests.Drills;

/// <summary>The name of a backend is gone, or stands for another address.</summary>
public sealed class AddressDrillTests
{
    [Fact]
    public async Task NameGone_Is502()
    {
        // RFC 6761 section 6.4: never resolves.
        await using var site = await DrillSite.StartAsync("http://backend.invalid/");
        await using var client = await WireClient.ConnectAsync(site.Gateway, WireProtocol.Http2);
        await site.RefusedAsync(await client.GetAsync("/failing/1"), 502, "backend-dns");
        Assert.Equal(1, await site.OutcomesAsync("failed"));
    }

    [Fact]
    public async Task AddressChanged_IsFollowedWithinTheLifeOfAConnection()
    {
        // A name is looked up when a connection is made, and at no other time: a connection must not live for ever, however busy it is.
        Assert.InRange(new SharedForwarderHttpClientFactory(NullLogger<ForwarderHttpClientFactory>.Instance).ConnectionLifetime, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5));
        await using var before = RecordingBackend.Start();
        await using var after = RecordingBackend.Start();
        var (stands, lookedUp) = (before, 0);
        await using var site = await DrillSite.StartAsync("http://moving.example/", customize: services => services.AddSingleton<IForwarderHttpClientFactory>(
            new SharedForwarderHttpClientFactory(NullLogger<ForwarderHttpClientFactory>.Instance)
            {
                ConnectionLifetime = TimeSpan.FromMilliseconds(200),
                // A name server of the drill's own.
                Connect = async (context, open, cancellation) =>
                {
                    if (context.DnsEndPoint.Host != "moving.example") return await BackendStream.ConnectAsync(context, open, cancellation);
                    Interlocked.Increment(ref lookedUp);
                    var client = new TcpClient();
                    await client.ConnectAsync(IPAddress.Loopback, new Uri(Volatile.Read(ref stands).Address).Port, cancellation);
                    return client.GetStream();
                },
            }));
        await using var client = await WireClient.ConnectAsync(site.Gateway, WireProtocol.Http2);
        Assert.Equal(200, (await client.GetAsync("/failing/1")).Status);
        Assert.Equal((1, 0), (before.Requests.Count, after.Requests.Count));
        // The old one goes on: nothing but the age of the connections moves the traffic.
        Volatile.Write(ref stands, after);
        await Eventually.Async(
            async () =>
            {
                Assert.Equal(200, (await client.GetAsync("/failing/1")).Status);
                return after.Requests.Count >= 3;
            },
            Deadline.Default,
            "the new address is found");
        await Eventually.Async(() => before.OpenConnections == 0, Deadline.Default, "the old connections are closed");
        Assert.True(lookedUp >= 2);
        await site.Beside.GoesOnAsync();
    }
}
