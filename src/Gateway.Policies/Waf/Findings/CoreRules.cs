namespace Gateway.Policies.Waf.Findings;

/// <summary>What is known of the ids and tags of the Core Rule Set.</summary>
internal static class CoreRules
{
    /// <summary>Rules that compare scores with thresholds and report on them: they say nothing about the request.</summary>
    public static bool IsEvaluation(long id) => id is (>= 949_000 and < 950_000) or (>= 959_000 and < 960_000) or (>= 980_000 and < 981_000);

    /// <summary>Tags that all rules have, or that say what another field says.</summary>
    public static bool IsGeneral(string tag) =>
        tag is "OWASP_CRS" or "application-multi" or "language-multi" or "platform-multi" or "anomaly-evaluation" || tag.StartsWith("paranoia-level/", StringComparison.Ordinal);
}
