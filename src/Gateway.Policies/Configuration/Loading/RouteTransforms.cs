using Gateway.Policies.Authentication;
namespace Gateway.Policies.Configuration;

/// <summary>Transforms that touch what the backend believes about the caller need a reason: they undo what the gateway guarantees.</summary>
internal static class RouteTransforms
{
    private static readonly string[] s_always = ["X-Forwarded", "Forwarded", "ClientCert", "RequestHeadersAllowed"];
    private static readonly string[] s_named = ["RequestHeader", "RequestHeaderRemove", "RequestHeaderRouteValue"];

    /// <param name="id">The route's name.</param>
    /// <param name="entry">The route.</param>
    /// <param name="identity">The headers that speak of an identity, those that routes set included.</param>
    /// <param name="validation">Takes the findings.</param>
    public static void Check(string id, RouteEntry entry, IdentityHeaders identity, OptionsValidation validation)
    {
        if (entry.Yarp.Transforms is not { } transforms || Reasons.Has(entry.Reasons, "Transforms")) return;
        for (var i = 0; i < transforms.Count; i++)
        {
            if (Touches(transforms[i], identity) is not { } what) continue;
            validation.Error(
                $"ReverseProxy:Routes:{id}:Transforms[{i}]", $"a transform that touches {what}",
                $"that only with a reason at ReverseProxy:Routes:{id}:Reasons:Transforms", ConfigErrorCode.Unsafe);
        }
    }

    private static string? Touches(IReadOnlyDictionary<string, string> transform, IdentityHeaders identity)
    {
        foreach (var key in s_always)
            if (transform.ContainsKey(key)) return key;
        if (transform.TryGetValue("RequestHeadersCopy", out var copy) && bool.TryParse(copy, out var copies) && !copies)
            return "RequestHeadersCopy";
        foreach (var key in s_named)
            if (transform.TryGetValue(key, out var header) && (identity.Contains(header) || IsAboutTheClient(header))) return header;
        return null;
    }

    private static bool IsAboutTheClient(string header) =>
        header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
        || header.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase);
}
