namespace Gateway.Policies.SecurityHeaders;

/// <summary>A header that the options set, with the member that sets it.</summary>
internal readonly record struct SecurityHeader(string Member, string Name, string Value);

/// <summary>Which option is which header.</summary>
internal static class SecurityHeaderList
{
    public const string StrictTransportSecurity = "Strict-Transport-Security";

    /// <summary>Every header that this policy may set.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        StrictTransportSecurity, "Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy",
        "Permissions-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Cache-Control",
    ];

    /// <summary>The headers that these options set.</summary>
    public static IReadOnlyList<SecurityHeader> Of(SecurityHeadersOptions options)
    {
        List<SecurityHeader> all =
        [
            new("StrictTransportSecurity", StrictTransportSecurity, TransportSecurity(options.StrictTransportSecurity)),
            new("ContentSecurityPolicy", "Content-Security-Policy", options.ContentSecurityPolicy ?? ""),
            new("FrameOptions", "X-Frame-Options", options.FrameOptions ?? ""),
            new("ContentTypeOptions", "X-Content-Type-Options", options.ContentTypeOptions ? "nosniff" : ""),
            new("ReferrerPolicy", "Referrer-Policy", options.ReferrerPolicy ?? ""),
            new("PermissionsPolicy", "Permissions-Policy", options.PermissionsPolicy ?? ""),
            new("CrossOriginOpenerPolicy", "Cross-Origin-Opener-Policy", options.CrossOriginOpenerPolicy ?? ""),
            new("CrossOriginResourcePolicy", "Cross-Origin-Resource-Policy", options.CrossOriginResourcePolicy ?? ""),
            new("CacheControl", "Cache-Control", options.CacheControl ?? ""),
        ];
        all.RemoveAll(static h => h.Value.Length == 0);
        return all;
    }

    private static string TransportSecurity(StrictTransportSecurityOptions options)
    {
        if (!options.Enabled) return "";
        var value = $"max-age={(long)options.MaxAge.TotalSeconds}";
        if (options.IncludeSubDomains) value += "; includeSubDomains";
        return options.Preload ? value + "; preload" : value;
    }
}
