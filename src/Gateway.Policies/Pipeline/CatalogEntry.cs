namespace Gateway.Policies.Pipeline;

/// <summary>A line of <see cref="PolicyCatalog.RequestStages"/>.</summary>
/// <param name="Name">The stage's name: the policy's, with a suffix where a policy acts in two places.</param>
/// <param name="Policy">The policy that the stage belongs to.</param>
/// <param name="Compile">Builds the stage for a route; null when the options leave it nothing to do.</param>
/// <param name="Reason">Why the stage stands where it does.</param>
/// <param name="RunsUnmatched">Also runs, with the policies of every route, for requests that match no route.</param>
internal sealed record RequestStageEntry(
    string Name, Policy Policy, Func<PolicyOptions, RouteCompilation, RequestStage?> Compile, string Reason, bool RunsUnmatched);

/// <summary>A line of <see cref="PolicyCatalog.ResponseStages"/>.</summary>
internal sealed record ResponseStageEntry(
    string Name, Policy Policy, Func<PolicyOptions, RouteCompilation, ResponseStage?> Compile, string Reason);
