using Gateway.Policies.Pipeline;

namespace Gateway.Policies;

/// <summary>
/// The order of the product: every stage that a request passes, one line and one reason each. JSON order means nothing; this does.
/// </summary>
public static class PolicyCatalog
{
    /// <summary>Stages before forwarding, in order. The first rejection wins.</summary>
    public static IReadOnlyList<RequestStageEntry> RequestStages { get; } = [];

    /// <summary>Stages that change the head of the response, in order, whoever made the response.</summary>
    public static IReadOnlyList<ResponseStageEntry> ResponseStages { get; } = [];

    /// <summary>Every policy once, in the order of its first stage.</summary>
    public static IReadOnlyList<Policy> Policies { get; } =
        [.. RequestStages.Select(s => s.Policy).Concat(ResponseStages.Select(s => s.Policy)).Distinct()];
}
