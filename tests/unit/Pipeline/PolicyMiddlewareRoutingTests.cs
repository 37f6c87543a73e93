using Gateway.Policies.Pipeline;

namespace Gateway.UnitTests.Pipeline;

public sealed class PolicyMiddlewareRoutingTests : IDisposable
{
    private readonly MiddlewareFixture _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Invoke_RouteWithPlan_Forwards()
    {
        _gateway.Map("/orders", MiddlewareFixture.Plan());
        _gateway.Forward = static context =>
        {
            Assert.Equal("orders", context.Features.Get<Exchange>()!.Plan.RouteId);
            return Task.CompletedTask;
        };

        var response = await _gateway.SendAsync("/orders");

        Assert.Equal((200, 1), (response.StatusCode, _gateway.Forwarded));
        Assert.Empty(_gateway.Parts.Events.Written);
    }

    [Fact]
    public async Task Invoke_NoRoute_404()
    {
        _gateway.Map("/orders", MiddlewareFixture.Plan());

        var response = await _gateway.SendAsync("/nothing");

        Assert.Equal(404, response.StatusCode);
        Assert.Contains("urn:gateway:problem:Routing", response.Text, StringComparison.Ordinal);
        Assert.Equal(["Routing rejected no-route"], _gateway.Parts.Measured.Counted);
        Assert.Equal((0, RoutePlan.NoRoute), (_gateway.Forwarded, Assert.Single(_gateway.Parts.Events.Written).Route));
    }

    [Fact]
    public async Task Invoke_OtherMethod_405WithAllowButWithoutConnect()
    {
        _gateway.Map("/orders", MiddlewareFixture.Plan(), "GET", "POST");

        var response = await _gateway.SendAsync("/orders", "DELETE");

        // The name is ASP.NET Core's own and no contract: this fails when it changes.
        Assert.Equal(PolicyMiddleware.MethodNotAllowedEndpoint, _gateway.Endpoint!.DisplayName);
        Assert.Equal(405, response.StatusCode);
        Assert.Equal("GET, POST", response.Headers.Allow.ToString());
        Assert.Equal(["Routing rejected method-not-allowed"], _gateway.Parts.Measured.Counted);
        Assert.Equal(0, _gateway.Forwarded);
    }

    [Fact]
    public async Task Invoke_WebSocketOverHttp2_RouteWithGetTakesConnect()
    {
        _gateway.Map("/orders", MiddlewareFixture.Plan(), "GET");

        var response = await _gateway.SendAsync("/orders", "CONNECT");

        Assert.Equal((200, 1), (response.StatusCode, _gateway.Forwarded));
    }

    [Fact]
    public async Task Invoke_EndpointWithoutPlan_503()
    {
        _gateway.Map("/orders", plan: null);

        var response = await _gateway.SendAsync("/orders");

        Assert.Equal((503, 0), (response.StatusCode, _gateway.Forwarded));
        Assert.Equal(["Routing rejected no-plan"], _gateway.Parts.Measured.Counted);
    }

    [Fact]
    public async Task Invoke_NoRoute_PoliciesOfEveryRouteComeFirst()
    {
        var plan = MiddlewareFixture.Plan(
            RoutePlan.NoRoute, null, PipelineFixture.Stage("RateLimit", _ => Decision.Reject(PipelineFixture.Refusal(429, "limit-reached"))));
        using var gateway = new MiddlewareFixture(plan);

        var response = await gateway.SendAsync("/nothing");

        Assert.Equal(429, response.StatusCode);
        Assert.Equal(["RateLimit rejected limit-reached"], gateway.Parts.Measured.Counted);
    }
}
