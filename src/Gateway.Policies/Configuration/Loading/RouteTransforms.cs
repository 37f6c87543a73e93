using Gateway.Policies.Authentication;

namespace Gateway.Policies.Configuration;

/// <summary>Transforms that touch what the backend believes about the caller need a reason: they undo what the gateway guarantees.</summary>
internal static class RouteTransforms
{
    private static readonly string[] Always = ["X-Forwarded", "Forwarded", "ClientCert", "RequestHeadersAllowed"];
    private static readonly string[] Named = ["RequestHeader", "RequestHeaderRemove", "RequestHeaderRouteValue"];

    /// <param name="file">The configuration.</param>
    /// <param name="identity">The headers that speak of an identity, those that routes configure included.</param>
    /// <param name="validation">Where findings go.</param>
    public static void Check(GatewayFile file, IdentityHeaders identity, OptionsValidation validation)
    {
        foreach (var (id, entry) in file.ReverseProxy.Routes) Check(id, entry, identity, validation);
    }

    private static void Check(string id, RouteEntry entry, IdentityHeaders identity, OptionsValidation validation)
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
        foreach (var key in Always)
            if (transform.ContainsKey(key)) return key;
        if (transform.TryGetValue("RequestHeadersCopy", out var copy) && bool.TryParse(copy, out var copies) && !copies)
            return "RequestHeadersCopy";
        foreach (var key in Named)
            if (transform.TryGetValue(key, out var header) && Speaks(header, identity)) return header;
        return null;
    }

    // Besides what speaks of the caller's identity: where the caller is, and the credential itself.
    private static bool Speaks(string header, IdentityHeaders identity) =>
        identity.Contains(header)
        || header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
        || header.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase);
}
