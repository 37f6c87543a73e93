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
        await site.RefusedAsync(await client.GetAsync("/failing/1"), 502, "backend-unreachable");
        Assert.Equal(1, await site.OutcomesAsync("failed"));
    }

    [Fact]
    public async Task AddressChanged_IsFollowedWithinTheLifeOfAConnection()
    {
        // A name is looked up when a connection is made, and at no other time: a connection must not live for ever, however busy it is.
        Assert.InRange(new SharedForwarderHttpClientFactory(NullLogger<ForwarderHttpClientFactory>.Instance).ConnectionLifetime, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5));
        var lifetime = TimeSpan.FromMilliseconds(200);
        await using var backend = RecordingBackend.Start();
        await using var site = await DrillSite.StartAsync(backend.Address, customize: services => services.AddSingleton<IForwarderHttpClientFactory>(
            new SharedForwarderHttpClientFactory(NullLogger<ForwarderHttpClientFactory>.Instance) { ConnectionLifetime = lifetime }));
        await using var client = await WireClient.ConnectAsync(site.Gateway, WireProtocol.Http2);
        await Eventually.Async(
            async () =>
            {
                Assert.Equal(200, (await client.GetAsync("/failing/1")).Status);
                return backend.Connections >= 3;
            },
            Deadline.Default,
            "two connections have reached their age");
        await Eventually.Async(() => backend.OpenConnections <= 1, Deadline.Default, "the old ones are closed");
        await site.Beside.GoesOnAsync();
    }
}
