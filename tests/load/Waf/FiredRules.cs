using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Policies.Waf.Findings;

namespace Gateway.LoadTests.Waf;

/// <summary>Which rules a server says have matched; those that only compare scores are left out, because servers tell of them differently.</summary>
internal static partial class FiredRules
{
    /// <summary>From nginx's error log at level info: one line for each rule.</summary>
    /// <returns>Null: it has not yet told of a refusal.</returns>
    public static IReadOnlyList<long>? OfModSecurity(IReadOnlyCollection<string> lines) =>
        lines.Any(static l => l.Contains("ModSecurity: Access denied", StringComparison.Ordinal))
            ? Sorted(lines.Where(static l => l.Contains("ModSecurity: ", StringComparison.Ordinal)).SelectMany(static l => Id().Matches(l)).Select(static m => long.Parse(m.Groups["id"].Value, CultureInfo.InvariantCulture)))
            : null;

    /// <summary>From the gateway's security events.</summary>
    /// <returns>Null: there is no event of the policy yet.</returns>
    public static IReadOnlyList<long>? OfGateway(IReadOnlyCollection<string> lines)
    {
        foreach (var line in lines)
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("waf", out var waf)) return Sorted(waf.GetProperty("rules").EnumerateArray().Select(static r => r.GetProperty("id").GetInt64()));
        }

        return null;
    }

    private static List<long> Sorted(IEnumerable<long> ids) => [.. ids.Where(static id => !CoreRules.IsEvaluation(id)).Distinct().Order()];

    [GeneratedRegex(@"\[id ""(?<id>\d+)""\]", RegexOptions.NonBacktracking)]
    private static partial Regex Id();
}
