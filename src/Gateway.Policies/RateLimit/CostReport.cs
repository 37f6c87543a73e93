using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.RateLimit;

/// <summary>How a rule reads what a response cost.</summary>
/// <param name="Header">The header.</param>
/// <param name="MaxCost">More counts as this; null: as the burst of the bucket.</param>
/// <param name="Keep">The header stays in the response.</param>
internal sealed record CostReport(string Header, int? MaxCost, bool Keep)
{
    // Any longer number is above every MaxCost.
    private const int MaxDigits = 18;

    /// <summary>Null when the rule has no header for it.</summary>
    public static CostReport? From(RateLimitRule rule) =>
        rule.CostHeader is { } header ? new(header, rule.MaxCost, rule.KeepCostHeader) : null;

    /// <summary>Digits alone, once: a sign, a fraction, a list or a second field could be read in more than one way.</summary>
    public static bool TryRead(in StringValues values, int maxCost, out int cost, out bool capped)
    {
        (cost, capped) = (0, false);
        if (values.Count != 1 || values[0] is not { Length: > 0 } text || text.AsSpan().ContainsAnyExceptInRange('0', '9')) return false;
        var digits = text.AsSpan().TrimStart('0');
        var number = digits.IsEmpty ? 0 : digits.Length > MaxDigits ? long.MaxValue : long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        capped = number > maxCost;
        cost = (int)Math.Min(number, maxCost);
        return true;
    }
}
