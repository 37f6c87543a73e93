using Gateway.Policies.Pipeline;
using static Gateway.UnitTests.Pipeline.PipelineFixture;

namespace Gateway.UnitTests.Pipeline;

public sealed class ResponsePhaseTests : IDisposable
{
    private readonly PipelineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Apply_Stages_InOrderThenTheExchangesHeaders()
    {
        var exchange = Exchange(
            ("a", e => e.Context.Response.Headers["X-Order"] = "a"),
            ("b", e => e.Context.Response.Headers["X-Order"] += "b"));
        exchange.Context.Response.Headers["RateLimit"] = "from the backend";
        exchange.SetResponseHeader("RateLimit", "ours");

        await ResponsePhase.Callback(exchange);

        Assert.Equal("ab", exchange.Context.Response.Headers["X-Order"].ToString());
        Assert.Equal("ours", exchange.Context.Response.Headers["RateLimit"].ToString());
    }

    [Fact]
    public async Task Apply_HeaderSetTwice_LastWins()
    {
        var exchange = Exchange();
        exchange.SetResponseHeader("RateLimit", "first");
        exchange.SetResponseHeader("ratelimit", "second");

        await ResponsePhase.Callback(exchange);

        Assert.Equal("second", exchange.Context.Response.Headers["RateLimit"].ToString());
    }

    [Theory]
    [InlineData(null, "Origin", "Origin")]
    [InlineData("Accept-Encoding", "Origin", "Accept-Encoding,Origin")]
    [InlineData("Accept-Encoding", "Accept", "Accept-Encoding,Accept")]
    [InlineData("origin", "Origin", "origin")]
    [InlineData("Accept, ORIGIN", "Origin", "Accept, ORIGIN")]
    [InlineData("Accept", "Origin, accept, Cookie", "Accept,Origin,Cookie")]
    [InlineData("*", "Origin", "*")]
    public async Task Apply_Vary_MergedByName(string? backend, string ours, string expected)
    {
        var exchange = Exchange();
        if (backend is not null) exchange.Context.Response.Headers.Vary = backend;
        exchange.SetResponseHeader("vary", ours);

        await ResponsePhase.Callback(exchange);

        Assert.Equal(expected, exchange.Context.Response.Headers.Vary.ToString());
    }

    [Fact]
    public async Task Refusal_HeadersOfExchangeAndStages_AreOnIt()
    {
        var exchange = Exchange(("s", e => e.Context.Response.Headers["X-Content-Type-Options"] = "nosniff"));
        exchange.Context.Response.OnStarting(ResponsePhase.Callback, exchange);
        exchange.SetResponseHeader("RateLimit", "\"p\";r=0");

        await _fixture.Rejections.WriteAsync(exchange, "RateLimit", Refusal(429));

        var headers = exchange.Context.Response.Headers;
        Assert.Equal(("nosniff", "\"p\";r=0"), (headers["X-Content-Type-Options"].ToString(), headers["RateLimit"].ToString()));
    }

    [Theory]
    [InlineData("GET", 101, true)]
    [InlineData("CONNECT", 200, true)]
    [InlineData("CONNECT", 403, false)]
    [InlineData("GET", 200, false)]
    public async Task Apply_Upgrade_StopsTheDeadline(string method, int status, bool stops)
    {
        var context = Context(out _, method);
        context.Response.StatusCode = status;
        var exchange = new Exchange(context, Plan()) { Deadline = _fixture.Deadlines.Start(context, TimeSpan.FromSeconds(1)) };

        await ResponsePhase.Callback(exchange);
        _fixture.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(!stops, exchange.DeadlinePassed);
        Assert.Equal(!stops, context.RequestAborted.IsCancellationRequested);
    }

    private static Exchange Exchange(params (string Name, Action<Exchange> Apply)[] stages)
    {
        var plan = new RoutePlan
        {
            RouteId = "orders",
            PathTemplate = "/orders",
            RequestStages = [],
            ResponseStages = [.. stages.Select(s => new PlannedResponseStage(s.Name, new DelegateStage(s.Apply)))],
        };
        return new Exchange(Context(out _), plan);
    }

    private sealed class DelegateStage(Action<Exchange> apply) : ResponseStage
    {
        public override void Apply(Exchange exchange) => apply(exchange);
    }
}
