using Microsoft.Extensions.Logging;

namespace Gateway.Policies.Pipeline;

/// <summary>What stopped a request, and who.</summary>
internal readonly record struct PlanOutcome(string? Policy, Decision Decision)
{
    public static PlanOutcome Continue => default;

    public bool IsContinue => Decision.IsContinue;
}

/// <summary>
/// Runs the stages of a plan in order and implements the three modes, the same for every policy. As long as the stages complete
/// synchronously it does, too, and allocates nothing.
/// </summary>
internal sealed partial class PlanRunner(RejectionWriter rejections, PolicyMetrics metrics, TimeProvider time, ILogger<PlanRunner> logger)
{
    public ValueTask<PlanOutcome> RunAsync(Exchange exchange)
    {
        var stages = exchange.Plan.RequestStageArray;
        for (var i = 0; i < stages.Length; i++)
        {
            PlanOutcome outcome;
            try
            {
                var pending = stages[i].Stage.DecideAsync(exchange);
                if (!pending.IsCompletedSuccessfully) return RunAfterAsync(exchange, i, pending);
#pragma warning disable RS0030 // Completed: Result does not block.
                outcome = Conclude(exchange, stages[i], pending.Result);
#pragma warning restore RS0030
            }
            catch (Exception error)
            {
                // Isolation boundary: what a failing policy means is the mode's decision, not the exception's.
                outcome = Failed(exchange, stages[i], error);
            }

            if (!outcome.IsContinue) return new(outcome);
        }

        return default;
    }

    /// <summary>Records a failure of ours; what the client is told is somebody else's.</summary>
    public void RecordFailure(Exchange exchange, string policy, Exception error)
    {
        LogFailure(logger, policy, exchange.Plan.RouteId, error);
        metrics.Count(policy, "failed", "exception");
    }

    private async ValueTask<PlanOutcome> RunAfterAsync(Exchange exchange, int index, ValueTask<Decision> pending)
    {
        var stages = exchange.Plan.RequestStageArray;
        while (true)
        {
            PlanOutcome outcome;
            try
            {
                outcome = Conclude(exchange, stages[index], await pending);
            }
            catch (Exception error)
            {
                outcome = Failed(exchange, stages[index], error);
            }

            if (!outcome.IsContinue || ++index == stages.Length) return outcome;
            pending = DecideAsync(exchange, stages[index]);
        }
    }

    // A stage that throws before it returns is the same as one whose task fails.
    private static ValueTask<Decision> DecideAsync(Exchange exchange, PlannedStage stage)
    {
        try
        {
            return stage.Stage.DecideAsync(exchange);
        }
        catch (Exception error)
        {
            return ValueTask.FromException<Decision>(error);
        }
    }

    private PlanOutcome Conclude(Exchange exchange, PlannedStage stage, Decision decision)
    {
        if (decision.IsContinue) return PlanOutcome.Continue;

        // A stage that reads the body comes upon what an earlier one refuses in it, and hands that on.
        if (exchange.LateRefusal is { } late && ReferenceEquals(late.Rejection, decision.Rejection)) return new(late.Policy, decision);
        if (decision.Rejection is { } rejection && Reports(stage))
        {
            rejections.Report(exchange, stage.Policy, rejection);
            return PlanOutcome.Continue;
        }

        if (decision.Answer is not null) metrics.Count(stage.Policy, "answered", "answer");
        return new(stage.Policy, decision);
    }

    private bool Reports(PlannedStage stage) =>
        stage.Mode is PolicyMode.Report && (stage.ReportEnds is not { } ends || time.GetUtcNow() < ends);

    private PlanOutcome Failed(Exchange exchange, PlannedStage stage, Exception error)
    {
        // The client went away, its body broke the framing, or the request's time is over: not the policy's failure, so that its
        // mode does not matter. A reporting policy must not send on a body that cannot be read.
        if (RequestFailure.From(exchange, error) is { } refusal) return new(stage.Policy, Decision.Reject(refusal));
        RecordFailure(exchange, stage.Policy, error);
        return Conclude(exchange, stage, Decision.Reject(PipelineRejections.PolicyFailed));
    }

    [LoggerMessage(1, LogLevel.Error, "Policy {Policy} failed on route {Route}.")]
    private static partial void LogFailure(ILogger logger, string policy, string route, Exception error);
}
