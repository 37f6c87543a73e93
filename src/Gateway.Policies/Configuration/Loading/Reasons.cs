namespace Gateway.Policies.Configuration;

/// <summary>Reasons that somebody gave for something unsafe.</summary>
internal static class Reasons
{
    public static bool Has(Dictionary<string, string> reasons, string member) =>
        reasons.TryGetValue(member, out var reason) && !string.IsNullOrWhiteSpace(reason);
}
