using Gateway.Policies.Authentication;

namespace Gateway.Policies.Authorization;

/// <summary>A claim has one of some values; with <paramref name="isOnlyValue"/> it has no other value beside it.</summary>
internal sealed class ClaimRule(string type, string[] values, bool isOnlyValue)
    : AuthorizationRule("claim-mismatch", $"needs the claim {type}")
{
    private readonly string _type = type;
    private readonly string[] _values = values;

    public override bool Holds(CallerIdentity identity)
    {
        var actual = identity.ClaimValues(_type);
        if (isOnlyValue && actual.Length != 1) return false;
        foreach (var value in actual)
            if (Array.IndexOf(_values, value) >= 0) return true;
        return false;
    }
}
