using System.Globalization;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Waf.Explaining;

/// <summary>Whose requests a route refuses when its rules say so.</summary>
internal sealed record TrialRoute(string Id, PolicyMode Mode, int EnforcePercent)
{
    public bool RefusesNobody => Mode is not PolicyMode.Enforce || EnforcePercent == 0;

    /// <summary>Why a request that rules refuse may pass; empty where it does not.</summary>
    public string Remark =>
        Mode is not PolicyMode.Enforce ? $"route {Id} is in {Mode}"
        : EnforcePercent < 100 ? string.Create(CultureInfo.InvariantCulture, $"route {Id} has EnforcePercent {EnforcePercent}")
        : "";
}
