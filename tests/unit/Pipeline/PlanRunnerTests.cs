using Gateway.Policies.Pipeline;
using static Gateway.UnitTests.Pipeline.PipelineFixture;

namespace Gateway.UnitTests.Pipeline;

public sealed class PlanRunnerTests : IDisposable
{
    private readonly PipelineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Run_SeveralStages_InOrder()
    {
        var ran = new List<string>();
        var exchange = Exchange(Noting("a"), Noting("b"), Noting("c"));

        var outcome = await _fixture.Runner.RunAsync(exchange);

        Assert.True(outcome.IsContinue);
        Assert.Equal(["a", "b", "c"], ran);

        PlannedStage Noting(string name) => Stage(name, _ =>
        {
            ran.Add(name);
            return Decision.Continue;
        });
    }

    [Fact]
    public async Task Run_TwoRejections_FirstWinsAndNothingAfterItRuns()
    {
        var first = Refusal();
        var exchange = Exchange(Continuing("a"), Rejecting("b", first), Stage("c", _ => throw new InvalidOperationException("ran")));

        var outcome = await _fixture.Runner.RunAsync(exchange);

        Assert.Equal("b", outcome.Policy);
        Assert.Same(first, outcome.Decision.Rejection);
        Assert.Empty(_fixture.Events.Written);
    }

    [Fact]
    public async Task Run_Answer_StopsAndIsCountedInAnyMode()
    {
        var answer = new Answer { Status = 204 };
        var exchange = Exchange(Stage("Cors", _ => Decision.Respond(answer), PolicyMode.Report), Rejecting("b", Refusal()));

        var outcome = await _fixture.Runner.RunAsync(exchange);

        Assert.Same(answer, outcome.Decision.Answer);
        Assert.Equal(["Cors answered answer"], _fixture.Measured.Counted);
    }

    [Fact]
    public async Task Run_NoStages_Continues() => Assert.True((await _fixture.Runner.RunAsync(Exchange())).IsContinue);

    [Fact]
    public void Run_SynchronousStages_AllocateNothing()
    {
        var exchange = Exchange([.. Enumerable.Range(0, 10).Select(i => Continuing($"p{i}"))]);
        Allocations.AssertNone(RunOnce);

        void RunOnce()
        {
            var pending = _fixture.Runner.RunAsync(exchange);
            if (!pending.IsCompletedSuccessfully || !pending.GetAwaiter().GetResult().IsContinue) throw new InvalidOperationException("stopped");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Run_AsyncStageAtAnyPosition_OrderHolds(int position)
    {
        var ran = new List<int>();
        var gate = new TaskCompletionSource();
        var stages = Enumerable.Range(0, 4).Select(i => Stage($"p{i}", i == position ? Wait(i) : Note(i))).ToArray();

        var pending = _fixture.Runner.RunAsync(Exchange(stages)).AsTask();
        Assert.False(pending.IsCompleted);
        Assert.Equal(Enumerable.Range(0, position), ran);
        gate.SetResult();

        Assert.True((await pending).IsContinue);
        Assert.Equal([0, 1, 2, 3], ran);

        Func<Exchange, ValueTask<Decision>> Note(int i) => _ =>
        {
            ran.Add(i);
            return Decision.Continue;
        };
        Func<Exchange, ValueTask<Decision>> Wait(int i) => async _ =>
        {
            await gate.Task;
            ran.Add(i);
            return Decision.Continue;
        };
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Run_AsyncRejectionAtAnyPosition_Stops(int position)
    {
        var refusal = Refusal();
        var stages = Enumerable.Range(0, 3).Select(i => Stage($"p{i}", async _ =>
        {
            await Task.Yield();
            return i == position ? Decision.Reject(refusal) : i < position ? Decision.Continue : throw new InvalidOperationException("ran");
        })).ToArray();

        var outcome = await _fixture.Runner.RunAsync(Exchange(stages));

        Assert.Equal($"p{position}", outcome.Policy);
        Assert.Same(refusal, outcome.Decision.Rejection);
    }

    [Theory]
    [MemberData(nameof(PipelineFaults.Ways), MemberType = typeof(PipelineFaults))]
    public async Task Run_EnforcedPolicyFails_503(FaultWay way)
    {
        var outcome = await _fixture.Runner.RunAsync(Exchange(Continuing("a"), Stage("b", PipelineFaults.Of(way, new InvalidOperationException("boom"))), Continuing("c")));

        Assert.Equal("b", outcome.Policy);
        Assert.Equal(503, outcome.Decision.Rejection!.Status);
        Assert.Equal("policy-failed", outcome.Decision.Rejection.Reason);
        Assert.Equal(["b failed exception"], _fixture.Measured.Counted);
    }

    [Theory]
    [MemberData(nameof(PipelineFaults.Ways), MemberType = typeof(PipelineFaults))]
    public async Task Run_ReportingPolicyFails_RecordedAndPasses(FaultWay way)
    {
        var reached = false;
        var exchange = Exchange(
            Stage("b", PipelineFaults.Of(way, new InvalidOperationException("boom")), PolicyMode.Report),
            Stage("c", _ =>
            {
                reached = true;
                return Decision.Continue;
            }));

        var outcome = await _fixture.Runner.RunAsync(exchange);

        Assert.True(outcome.IsContinue);
        Assert.True(reached);
        Assert.Equal(["b failed exception", "b reported policy-failed"], _fixture.Measured.Counted);
        Assert.Equal("request.reported", Assert.Single(_fixture.Events.Written).Event);
    }

    [Fact]
    public async Task Run_ReportingPolicyRejects_RecordedAndPasses()
    {
        var exchange = Exchange(Stage("Waf", _ => Decision.Reject(Refusal(reason: "odd")), PolicyMode.Report), Continuing("b"));

        var outcome = await _fixture.Runner.RunAsync(exchange);

        Assert.True(outcome.IsContinue);
        Assert.Equal("odd", exchange.Outcome);
        Assert.Equal(["Waf reported odd"], _fixture.Measured.Counted);
        var written = Assert.Single(_fixture.Events.Written);
        Assert.Equal(("request.reported", "reported", "Waf", "odd", "orders"), (written.Event, written.Outcome, written.Policy, written.Reason, written.Route));
    }

    [Fact]
    public async Task Run_ReportingAccessPolicy_EnforcesFromItsEndOn()
    {
        var ends = _fixture.Clock.GetUtcNow() + TimeSpan.FromDays(1);
        var stage = Stage("Authorization", _ => Decision.Reject(Refusal()), PolicyMode.Report, decidesAccess: true, reportEnds: ends);

        Assert.True((await _fixture.Runner.RunAsync(Exchange(stage))).IsContinue);
        _fixture.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        Assert.True((await _fixture.Runner.RunAsync(Exchange(stage))).IsContinue);
        _fixture.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.False((await _fixture.Runner.RunAsync(Exchange(stage))).IsContinue);
    }

    private static PlannedStage Continuing(string name) => Stage(name, static _ => Decision.Continue);

    private static PlannedStage Rejecting(string name, Rejection rejection) => Stage(name, _ => Decision.Reject(rejection));
}
