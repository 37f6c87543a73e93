namespace Gateway.LoadTests.Waf;

/// <summary>Who is measured.</summary>
internal enum WafSubject
{
    /// <summary>nginx without the ModSecurity module.</summary>
    Nginx,

    /// <summary>nginx with libmodsecurity and the Core Rule Set.</summary>
    NginxRules,

    /// <summary>The gateway without the policy Waf.</summary>
    Gateway,

    /// <summary>The gateway with the policy Waf and the same rules.</summary>
    GatewayRules,
}

/// <summary>What messages and charts call them.</summary>
internal static class WafSubjects
{
    public static IReadOnlyList<WafSubject> All { get; } = Enum.GetValues<WafSubject>();

    public static string TitleOf(WafSubject subject) => subject switch
    {
        WafSubject.Nginx => "nginx",
        WafSubject.NginxRules => "nginx + libmodsecurity",
        WafSubject.Gateway => "gateway",
        _ => "gateway + Waf",
    };
}
