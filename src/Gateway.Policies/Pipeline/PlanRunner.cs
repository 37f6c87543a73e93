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
            ValueTask<Decision> pending;
            try
            {
                pending = stages[i].Stage.DecideAsync(exchange);
                if (!pending.IsCompletedSuccessfully) return RunAfterAsync(exchange, i, pending);
            }
            catch (Exception error)
            {
                // Isolation boundary: what a failing policy means is the mode's decision, not the exception's.
                pending = Failed(exchange, stages[i], error);
            }

#pragma warning disable RS0030 // Completed: Result does not block.
            var outcome = Conclude(exchange, stages[i], pending.Result);
#pragma warning restore RS0030
            if (!outcome.IsContinue) return new(outcome);
        }

        return default;
    }

    private async ValueTask<PlanOutcome> RunAfterAsync(Exchange exchange, int index, ValueTask<Decision> pending)
    {
        var stages = exchange.Plan.RequestStageArray;
        while (true)
        {
            Decision decision;
            try
            {
                decision = await pending;
            }
            catch (Exception error)
            {
                decision = Failed(exchange, stages[index], error);
            }

            var outcome = Conclude(exchange, stages[index], decision);
            if (!outcome.IsContinue || ++index == stages.Length) return outcome;
            try
            {
                pending = stages[index].Stage.DecideAsync(exchange);
            }
            catch (Exception error)
            {
                pending = Failed(exchange, stages[index], error);
            }
        }
    }

    private PlanOutcome Conclude(Exchange exchange, PlannedStage stage, Decision decision)
    {
        if (decision.IsContinue) return PlanOutcome.Continue;
        if (decision.Rejection is { } rejection && Reports(stage))
        {
            rejections.Report(exchange, stage.Policy, rejection);
            return PlanOutcome.Continue;
        }

        return new(stage.Policy, decision);
    }

    private bool Reports(PlannedStage stage) =>
        stage.Mode is PolicyMode.Report && (stage.ReportEnds is not { } ends || time.GetUtcNow() < ends);

    private Decision Failed(Exchange exchange, PlannedStage stage, Exception error)
    {
        // The client went away, its body broke the framing, or the request's time is over: not the policy's failure.
        if (RequestFailure.From(exchange, error) is { } refusal) return Decision.Reject(refusal);
        LogFailure(logger, stage.Policy, exchange.Plan.RouteId, error);
        metrics.Count(stage.Policy, "failed", "exception");
        return Decision.Reject(PipelineRejections.PolicyFailed);
    }

    [LoggerMessage(1, LogLevel.Error, "Policy {Policy} failed on route {Route}.")]
    private static partial void LogFailure(ILogger logger, string policy, string route, Exception error);
}
