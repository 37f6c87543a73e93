using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using static Gateway.UnitTests.Pipeline.PipelineFixture;

namespace Gateway.UnitTests.Pipeline;

/// <summary>What the client or the time caused is not a policy's failure, and stops the request in any mode.</summary>
public sealed class RequestFailureTests : IDisposable
{
    private readonly PipelineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(400, "request-unreadable", PolicyMode.Enforce)]
    [InlineData(400, "request-unreadable", PolicyMode.Report)]
    [InlineData(408, "request-unreadable", PolicyMode.Enforce)]
    [InlineData(408, "request-unreadable", PolicyMode.Report)]
    [InlineData(413, "body-too-large", PolicyMode.Enforce)]
    [InlineData(413, "body-too-large", PolicyMode.Report)]
    public async Task Run_BodyThatTheServerRefuses_ItsStatusAndClose(int status, string reason, PolicyMode mode)
    {
        var ran = 0;
        var failing = Stage("RequestLimits", PipelineFaults.Of(FaultWay.AfterWaiting, new BadHttpRequestException("secret detail", status)), mode);

        var outcome = await _fixture.Runner.RunAsync(Exchange(failing, Stage("b", _ =>
        {
            ran++;
            return Decision.Continue;
        })));

        var refusal = outcome.Decision.Rejection!;
        Assert.Equal((status, reason, true), (refusal.Status, refusal.Reason, refusal.CloseConnection));
        Assert.Null(refusal.Detail);
        Assert.Equal(0, ran);
        Assert.Empty(_fixture.Measured.Counted);
    }

    [Theory]
    [InlineData(PolicyMode.Enforce)]
    [InlineData(PolicyMode.Report)]
    public async Task Run_ClientLeft_400(PolicyMode mode)
    {
        using var client = new CancellationTokenSource();
        var context = Context(out var response);
        response.RequestAborted = client.Token;
        var exchange = new Exchange(context, Plan(Stage("Authentication", PipelineFaults.Of(FaultWay.AfterWaiting, new OperationCanceledException()), mode)));
        await client.CancelAsync();

        var outcome = await _fixture.Runner.RunAsync(exchange);

        Assert.Equal((400, "request-unreadable"), (outcome.Decision.Rejection!.Status, outcome.Decision.Rejection.Reason));
    }

    [Theory]
    [InlineData(PolicyMode.Enforce)]
    [InlineData(PolicyMode.Report)]
    public async Task Run_DeadlinePassed_408(PolicyMode mode)
    {
        var context = Context(out _);
        var exchange = new Exchange(context, Plan(Stage("RequestLimits", PipelineFaults.Of(FaultWay.Thrown, new OperationCanceledException()), mode)));
        exchange.Deadline = _fixture.Deadlines.Start(context, TimeSpan.FromSeconds(1));
        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));

        var outcome = await _fixture.Runner.RunAsync(exchange);

        Assert.Equal((408, "request-timeout", true), (outcome.Decision.Rejection!.Status, outcome.Decision.Rejection.Reason, outcome.Decision.Rejection.CloseConnection));
    }

    [Fact]
    public async Task Run_CancellationOfTheStagesOwn_IsItsFailure()
    {
        var outcome = await _fixture.Runner.RunAsync(Exchange(Stage("Authentication", PipelineFaults.Of(FaultWay.AfterWaiting, new OperationCanceledException()))));

        Assert.Equal("policy-failed", outcome.Decision.Rejection!.Reason);
    }
}
