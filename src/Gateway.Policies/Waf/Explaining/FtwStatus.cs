using System.Globalization;
using Gateway.SecLang.Testing;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Waf.Explaining;

/// <summary>
/// Holds the status that a test expects against what a route with thresholds decides. What a server gives before it asks rules (400, 405 …) or where a backend fails (502) is
/// not to be decided here.
/// </summary>
internal static class FtwStatus
{
    /// <summary>Whether the rules can tell, and if so why not; null where all is well.</summary>
    public static (bool Decided, string? Reason) Judge(FtwExpectation expected, WafTrialResult result)
    {
        if (result.Route is null || expected.Status.Count == 0 || expected.ExpectsError) return default;
        var statuses = string.Join(" or ", expected.Status);
        if (result.Status is { } status)
        {
            if (expected.Status.Contains(status)) return (true, null);
            return expected.Status.All(IsOfServer) ? default : (true, string.Create(CultureInfo.InvariantCulture, $"refused with {status}; expected {statuses}"));
        }

        if (expected.Status.Any(IsOfBackend)) return (true, null);
        return expected.Status.Contains(StatusCodes.Status403Forbidden) && !expected.Status.Any(IsOfServer) ? (true, $"passes; expected {statuses}") : default;
    }

    /// <summary>What comes of a request that has passed.</summary>
    private static bool IsOfBackend(int status) => status is < 400 or StatusCodes.Status404NotFound;

    private static bool IsOfServer(int status) => !IsOfBackend(status) && status != StatusCodes.Status403Forbidden;
}
