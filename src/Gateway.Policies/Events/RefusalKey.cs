namespace Gateway.Policies.Events;

/// <summary>What makes two refusals the same for counting.</summary>
internal readonly record struct RefusalKey(
    string Event, string Outcome, string? Policy, string? Reason, string? Route, ClientNetwork Client)
{
    public static RefusalKey Of(SecurityEvent e) =>
        new(e.Event, e.Outcome, e.Policy, e.Reason, e.Route, ClientNetwork.Of(e.ClientAddress));

    /// <summary>The key of everything of a policy that is no longer told apart.</summary>
    public RefusalKey OthersOfPolicy() => new(Event, Outcome, Policy, null, null, ClientNetwork.Others);

    /// <summary>The key of everything that is not even told apart by policy.</summary>
    public static RefusalKey Others => new("request.rejected", "rejected", null, null, null, ClientNetwork.Others);
}
