using System.Security.Claims;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Authentication;
using Gateway.Policies.LoadShedding;
using Gateway.Policies.LoadShedding.Limits;
using Gateway.Policies.Pipeline;
using Gateway.UnitTests.Pipeline;

namespace Gateway.UnitTests.LoadShedding;

public sealed class LoadSheddingStageTests : IDisposable
{
    private readonly TestMeters _meters = new();
    private readonly ClusterLimiter _limiter = new("orders", new AdaptiveConcurrencyOptions { InitialLimit = 10, MaxQueue = 0 }, new FakeClock(), static () => 0.5);

    [Fact]
    public async Task Request_OverTheLimit_Is503AndSaysWhenToComeBack()
    {
        var options = new LoadSheddingOptions { Priority = RequestPriority.Low };
        for (var i = 0; i < 7; i++) Assert.True((await DecideAsync(options, Exchange())).IsContinue);
        var rejection = (await DecideAsync(options, Exchange())).Rejection!;
        Assert.Equal((503, "overloaded", "priority Low", "5"), (rejection.Status, rejection.Reason, rejection.Note, rejection.Headers.Single().Value.ToString()));
    }

    [Fact]
    public async Task Request_OverTheLimitInReport_IsReportedAndCounted()
    {
        var options = new LoadSheddingOptions { Mode = PolicyMode.Report };
        var decisions = new List<Decision>();
        for (var i = 0; i < 12; i++) decisions.Add(await DecideAsync(options, Exchange()));
        Assert.Equal(8, decisions.Count(d => d.IsContinue));
        Assert.Equal(12, _limiter.State.InFlight);
    }

    [Fact]
    public async Task Exchange_ThatEnds_GivesThePlaceBack()
    {
        var exchange = Exchange();
        await DecideAsync(new LoadSheddingOptions(), exchange);
        Assert.Equal(1, _limiter.State.InFlight);
        exchange.End();
        Assert.Equal(0, _limiter.State.InFlight);
    }

    [Theory]
    [InlineData("gold", null, RequestPriority.High)]
    [InlineData("silver", null, RequestPriority.Normal)]
    [InlineData(null, "gold", RequestPriority.High)]
    [InlineData("free", "gold", RequestPriority.Low)]
    [InlineData(null, null, RequestPriority.Normal)]
    [InlineData(null, "gold free", RequestPriority.Normal)]
    public async Task Priority_OfACallerWithATier_IsTheTiers(string? tier, string? claim, RequestPriority expected)
    {
        var options = new LoadSheddingOptions
        {
            PriorityByTier = new() { ["gold"] = RequestPriority.High, ["free"] = RequestPriority.Low },
            TierClaim = "plan",
        };
        var exchange = Exchange();
        exchange.Identity = new CallerIdentity
        {
            Principal = new ClaimsPrincipal(new ClaimsIdentity(claim?.Split(' ').Select(value => new Claim("plan", value)) ?? [])),
            Scheme = "test",
            Consumer = "c",
            Scopes = [],
            Roles = [],
            Tier = tier,
        };
        await DecideAsync(options, exchange);
        Assert.Equal(expected, exchange.Admitted!.Priority);
    }

    [Fact]
    public void Stage_ThatAdmits_AllocatesNothing()
    {
        var stage = new LoadSheddingStage(new LoadSheddingOptions(), _limiter, new LoadSheddingMetrics(_meters.Factory));
        var exchange = Exchange();
        Allocations.AssertNone(Once);

        void Once()
        {
            var decision = stage.DecideAsync(exchange);
            if (!decision.IsCompletedSuccessfully) throw new InvalidOperationException("waits");
            exchange.End();
        }
    }

    public void Dispose() => _meters.Dispose();

    private static Exchange Exchange() => PipelineFixture.Exchange();

    private ValueTask<Decision> DecideAsync(LoadSheddingOptions options, Exchange exchange) =>
        new LoadSheddingStage(options, _limiter, new LoadSheddingMetrics(_meters.Factory)).DecideAsync(exchange);
}
