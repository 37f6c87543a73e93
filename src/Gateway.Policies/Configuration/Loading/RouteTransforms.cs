namespace Gateway.Policies.Configuration;

/// <summary>Transforms that touch what the backend believes about the caller need a reason: they undo what the gateway guarantees.</summary>
internal static class RouteTransforms
{
    private static readonly string[] s_always = ["X-Forwarded", "Forwarded", "ClientCert", "RequestHeadersAllowed"];
    private static readonly string[] s_named = ["RequestHeader", "RequestHeaderRemove", "RequestHeaderRouteValue"];

    public static void Check(string id, RouteEntry entry, OptionsValidation validation)
    {
        if (entry.Yarp.Transforms is not { } transforms || Reasons.Has(entry.Reasons, "Transforms")) return;
        for (var i = 0; i < transforms.Count; i++)
        {
            if (Touches(transforms[i]) is not { } what) continue;
            validation.Error(
                $"ReverseProxy:Routes:{id}:Transforms[{i}]", $"a transform that touches {what}",
                $"that only with a reason at ReverseProxy:Routes:{id}:Reasons:Transforms", ConfigErrorCode.Unsafe);
        }
    }

    private static string? Touches(IReadOnlyDictionary<string, string> transform)
    {
        foreach (var key in s_always)
            if (transform.ContainsKey(key)) return key;
        if (transform.TryGetValue("RequestHeadersCopy", out var copy) && bool.TryParse(copy, out var copies) && !copies)
            return "RequestHeadersCopy";
        foreach (var key in s_named)
            if (transform.TryGetValue(key, out var header) && IsIdentity(header)) return header;
        return null;
    }

    private static bool IsIdentity(string header) =>
        header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
        || header.StartsWith("X-Consumer", StringComparison.OrdinalIgnoreCase)
        || header.StartsWith("X-User", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
        || header.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase);
}
