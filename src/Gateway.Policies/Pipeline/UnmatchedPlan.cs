namespace Gateway.Policies.Pipeline;

/// <summary>
/// The plan of requests that match no route: the policies of every route that need no caller (address rules, limits by address,
/// security headers), so that scanning for routes is limited like everything else. Swapped with the snapshot.
/// </summary>
public sealed class UnmatchedPlan
{
    private volatile RoutePlan _current = Empty;

    public static RoutePlan Empty { get; } = new()
    {
        RouteId = "(unmatched)",
        PathTemplate = "(unmatched)",
        RequestStages = [],
        ResponseStages = [],
    };

    public RoutePlan Current
    {
        get => _current;
        set => _current = value;
    }
}
