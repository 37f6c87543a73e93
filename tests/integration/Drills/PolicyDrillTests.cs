using Gateway.IntegrationTests.Support;
using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.IntegrationTests.Drills;

/// <summary>A policy has a bug.</summary>
public sealed class PolicyDrillTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PolicyThatThrows_Is503AndTheOthersGoOn(bool synchronously)
    {
        await using var backend = RecordingBackend.Start();
        await using var site = await DrillSite.StartAsync(backend.Address);
        await using var client = await WireClient.ConnectAsync(site.Gateway, WireProtocol.Http1);
        var plan = site.Gateway.Services.GetRequiredService<CurrentSnapshot>().Value.Plans.Values.Single(static p => p.RouteId == "failing");
        var good = plan.RequestStageArray[^1];
        plan.RequestStageArray[^1] = good with { Stage = new Throwing(synchronously) };

        for (var i = 0; i < 5; i++) await site.RefusedAsync(await client.GetAsync("/failing/1"), 503, "policy-failed", good.Policy);
        Assert.Empty(backend.Requests);
        Assert.Equal(5, await site.MetricAsync("gateway_policy_decisions_total", "outcome", "failed"));
        Assert.Equal(5, site.Written(LogLevel.Error).Count(l => l.Contains($"Policy {good.Policy} failed on route failing", StringComparison.Ordinal)));

        plan.RequestStageArray[^1] = good;
        Assert.Equal(200, (await client.GetAsync("/failing/1")).Status);
    }

    private sealed class Throwing(bool synchronously) : RequestStage
    {
        public override ValueTask<Decision> DecideAsync(Exchange exchange) => synchronously ? throw Bug() : LaterAsync();

        private static async ValueTask<Decision> LaterAsync()
        {
            await Task.Yield();
            throw Bug();
        }

        private static InvalidOperationException Bug() => new("secret state of the policy");
    }
}
