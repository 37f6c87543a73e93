using Gateway.Policies.CanonicalRequest;
using Gateway.Policies.Forwarding;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.UnitTests.Pipeline;

public sealed class PolicyMiddlewareForwardingTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly MiddlewareFixture _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Invoke_StageRejects_NothingForwarded()
    {
        _gateway.Map("/orders", Plan(PipelineFixture.Stage("Authorization", _ => Decision.Reject(PipelineFixture.Refusal()))));

        var response = await _gateway.SendAsync("/orders");

        Assert.Equal((403, 0), (response.StatusCode, _gateway.Forwarded));
    }

    [Fact]
    public async Task Invoke_StageAnswers_NothingForwarded()
    {
        var answer = new Answer { Status = 204, Headers = [new("Access-Control-Max-Age", "600")] };
        _gateway.Map("/orders", Plan(PipelineFixture.Stage("Cors", _ => Decision.Respond(answer))));

        var response = await _gateway.SendAsync("/orders", "OPTIONS");

        Assert.Equal((204, 0, "600"), (response.StatusCode, _gateway.Forwarded, response.Headers.AccessControlMaxAge.ToString()));
        Assert.Empty(_gateway.Parts.Events.Written);
    }

    [Fact]
    public async Task Invoke_PathBeyondTheClustersProfile_400()
    {
        _gateway.Map("/orders", Plan());

        var response = await _gateway.SendAsync("/orders", prepare: static c => c.Features.Set(new CanonicalTarget(PathTraits.Semicolon)));

        Assert.Equal((400, 0), (response.StatusCode, _gateway.Forwarded));
        Assert.StartsWith("CanonicalRequest rejected ", Assert.Single(_gateway.Parts.Measured.Counted), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ForwarderError.Request, 502, 502, "backend-unreachable")]
    [InlineData(ForwarderError.Request, 200, 502, "backend-unreachable")]
    [InlineData(ForwarderError.NoAvailableDestinations, 503, 503, "no-available-destination")]
    [InlineData(ForwarderError.RequestTimedOut, 504, 504, "backend-idle-timeout")]
    [InlineData(ForwarderError.ResponseHeaders, 502, 502, "backend-failed")]
    [InlineData(ForwarderError.RequestCreation, 502, 502, "request-not-made")]
    [InlineData(ForwarderError.RequestCanceled, 502, 502, "canceled")]
    [InlineData(ForwarderError.RequestBodyClient, 400, 400, "request-unreadable")]
    [InlineData(ForwarderError.RequestBodyClient, 408, 408, "request-unreadable")]
    [InlineData(ForwarderError.RequestBodyClient, 413, 413, "body-too-large")]
    public async Task Invoke_ForwardingFails_Refusal(ForwarderError error, int set, int expected, string reason)
    {
        _gateway.Map("/orders", Plan());
        _gateway.Forward = context =>
        {
            context.Response.StatusCode = set;
            context.Features.Set<IForwarderErrorFeature>(new ForwarderFailure(error));
            return Task.CompletedTask;
        };

        var response = await _gateway.SendAsync("/orders");

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Headers.ContentType.ToString());
        Assert.Equal([$"Forwarding rejected {reason}"], _gateway.Parts.Measured.Counted);
    }

    [Fact]
    public async Task Invoke_BackendsOwnError_PassesUntouched()
    {
        _gateway.Map("/orders", Plan());
        _gateway.Forward = static context =>
        {
            context.Response.StatusCode = 500;
            return context.Response.WriteAsync("oops");
        };

        var response = await _gateway.SendAsync("/orders");

        Assert.Equal((500, "oops"), (response.StatusCode, response.Text));
        Assert.Empty(_gateway.Parts.Measured.Counted);
    }

    [Fact]
    public async Task Invoke_FailsAfterTheAnswerBegan_NotRewritten()
    {
        _gateway.Map("/orders", Plan());
        _gateway.Forward = static async context =>
        {
            await context.Response.WriteAsync("half");
            context.Features.Set<IForwarderErrorFeature>(new ForwarderFailure(ForwarderError.ResponseBodyDestination));
        };

        var response = await _gateway.SendAsync("/orders");

        Assert.Equal((200, "half"), (response.StatusCode, response.Text));
    }

    [Fact]
    public async Task Invoke_OutgoingRequestDiffers_ItsRefusalAndNothingElse()
    {
        _gateway.Map("/orders", Plan());
        _gateway.Forward = static context =>
        {
            ForwardingRefusal.Set(context, PipelineFixture.Refusal(400, "outgoing-differs"));
            context.Features.Set<IForwarderErrorFeature>(new ForwarderFailure(ForwarderError.RequestCreation));
            return Task.CompletedTask;
        };

        var response = await _gateway.SendAsync("/orders");

        Assert.Equal(400, response.StatusCode);
        Assert.Equal(["Forwarding rejected outgoing-differs"], _gateway.Parts.Measured.Counted);
    }

    [Fact]
    public async Task Invoke_ForwarderThrows_503AndRecorded()
    {
        _gateway.Map("/orders", Plan());
        _gateway.Forward = static _ => throw new InvalidOperationException("secret detail");

        var response = await _gateway.SendAsync("/orders");

        Assert.Equal(503, response.StatusCode);
        Assert.DoesNotContain("secret", response.Text, StringComparison.Ordinal);
        Assert.Equal(["Forwarding failed exception", "Forwarding rejected forwarding-failed"], _gateway.Parts.Measured.Counted);
    }

    [Fact]
    public async Task Invoke_ForwarderMeetsAnUnreadableBody_ItsStatus()
    {
        _gateway.Map("/orders", Plan());
        _gateway.Forward = static _ => throw new BadHttpRequestException("too large", 413);

        Assert.Equal(413, (await _gateway.SendAsync("/orders", "POST")).StatusCode);
    }

    [Fact]
    public async Task Invoke_DeadlineInAStage_408()
    {
        _gateway.Map("/orders", MiddlewareFixture.Plan(timeout: Second, stages: PipelineFixture.Stage("RequestLimits", e =>
        {
            _gateway.Parts.Clock.Advance(Second);
            e.Context.RequestAborted.ThrowIfCancellationRequested();
            return Decision.Continue;
        })));

        var response = await _gateway.SendAsync("/orders");

        Assert.Equal((408, 0), (response.StatusCode, _gateway.Forwarded));
        Assert.Equal("close", response.Headers.Connection.ToString());
    }

    [Fact]
    public async Task Invoke_DeadlineAtTheBackend_504()
    {
        _gateway.Map("/orders", MiddlewareFixture.Plan(timeout: Second));
        _gateway.Forward = context =>
        {
            _gateway.Parts.Clock.Advance(Second);
            Assert.True(context.RequestAborted.IsCancellationRequested);
            context.Response.StatusCode = 502;
            context.Features.Set<IForwarderErrorFeature>(new ForwarderFailure(ForwarderError.RequestCanceled));
            return Task.CompletedTask;
        };

        var response = await _gateway.SendAsync("/orders");

        Assert.Equal(504, response.StatusCode);
        Assert.Equal(["Forwarding rejected backend-timeout"], _gateway.Parts.Measured.Counted);
    }

    [Fact]
    public async Task Invoke_Upgrade_OutlivesTheDeadline()
    {
        _gateway.Map("/orders", MiddlewareFixture.Plan(timeout: Second));
        _gateway.Forward = async context =>
        {
            context.Response.StatusCode = 101;
            await context.Response.StartAsync();
            _gateway.Parts.Clock.Advance(TimeSpan.FromHours(1));
            Assert.False(context.RequestAborted.IsCancellationRequested);
        };

        Assert.Equal(101, (await _gateway.SendAsync("/orders")).StatusCode);
    }

    [Fact]
    public async Task Invoke_NoTimeout_NoTimerIsArmed()
    {
        _gateway.Map("/orders", Plan());
        _gateway.Forward = _ =>
        {
            Assert.Equal(0, _gateway.Parts.Clock.ArmedTimers);
            return Task.CompletedTask;
        };

        Assert.Equal(200, (await _gateway.SendAsync("/orders")).StatusCode);
        Assert.Equal(1, _gateway.Forwarded);
    }

    private static RoutePlan Plan(params PlannedStage[] stages) => MiddlewareFixture.Plan(stages: stages);
}
