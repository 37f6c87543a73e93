using System.Collections.Frozen;
using Gateway.Policies.CanonicalRequest;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Policies.Pipeline;

/// <summary>What happens to the requests of one route: the compiled stages in the order of <see cref="PolicyCatalog"/>.</summary>
public sealed class RoutePlan
{
    /// <summary>Stands for the name and template of a route where a request matches none.</summary>
    public const string NoRoute = "(unmatched)";

    /// <summary>The route's name in the configuration.</summary>
    public required string RouteId { get; init; }

    /// <summary>The plan of requests that match no route.</summary>
    internal bool IsUnmatched => ReferenceEquals(RouteId, NoRoute);

    /// <summary>The path template that the route matches, for logs and limits; never the path of a request.</summary>
    public required string PathTemplate { get; init; }

    /// <summary>The cluster's name in the configuration; null for the plan of requests that match no route.</summary>
    public string? Cluster
    {
        get;
        init
        {
            field = value;
            ClusterTag = new("cluster", value);
        }
    }

    /// <summary>YARP's route, or null for the plan of requests that match no route.</summary>
    public RouteConfig? Route
    {
        get;
        init
        {
            field = value;
            OptionsNotTaken = PipelineRejections.OptionsNotTaken(value?.Match.Methods);
        }
    }

    /// <summary>Headers that API keys of any set travel in: a key is for the gateway, on routes that do not ask for it, too.</summary>
    public IReadOnlyList<string> CredentialHeaders { get; init; } = [];

    /// <summary>What the route's cluster allows in paths.</summary>
    public BackendProfile BackendProfile { get; init; } = BackendProfile.Strict;

    /// <summary>Total time of a request; null for no bound.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Time from the end of the request to the head of the backend's answer, in each attempt; null for no bound of its own.</summary>
    public TimeSpan? ResponseHeadTimeout { get; init; }

    /// <summary>
    /// The answer to an OPTIONS request that no stage has answered, on a route that lists methods without it: routing lets CORS preflights
    /// through to such routes. Null where OPTIONS is forwarded.
    /// </summary>
    internal Rejection? OptionsNotTaken { get; private init; }

    public required IReadOnlyList<PlannedStage> RequestStages
    {
        get => RequestStageArray;
        init => RequestStageArray = [.. value];
    }

    public required IReadOnlyList<PlannedResponseStage> ResponseStages
    {
        get => ResponseStageArray;
        init
        {
            ResponseStageArray = [.. value];
            DroppedFields = value.SelectMany(static s => s.Stage.Drops).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        }
    }

    /// <summary>Fields of the backend's answer that no client gets.</summary>
    internal FrozenSet<string> DroppedFields { get; private init; } = [];

    /// <summary>The same stages without the interface: the loop over them is the hot path.</summary>
    internal PlannedStage[] RequestStageArray { get; private init; } = [];

    internal PlannedResponseStage[] ResponseStageArray { get; private init; } = [];

    /// <summary>The cluster as a metric's tag, made once.</summary>
    internal KeyValuePair<string, object?> ClusterTag { get; private init; }
}

/// <summary>A stage with the policy it belongs to and the mode it runs in.</summary>
public sealed record PlannedStage(string Policy, RequestStage Stage, PolicyMode Mode, bool DecidesAccess, DateTimeOffset? ReportEnds);

/// <summary>A response stage with the policy it belongs to.</summary>
public sealed record PlannedResponseStage(string Policy, ResponseStage Stage);
