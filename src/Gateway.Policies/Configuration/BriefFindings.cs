namespace Gateway.Policies.Configuration;

/// <summary>
/// Findings for those who did not ask for them, at a start and at each reload: what a vendor's files say to no effect is counted, lest the warning that matters stand between
/// seven that never do.
/// </summary>
internal static class BriefFindings
{
    public static IEnumerable<string> Of(IReadOnlyList<ConfigError> findings)
    {
        var without = findings.Count(static f => f.HasNoEffect);
        foreach (var finding in findings)
            if (!finding.HasNoEffect || without == 1) yield return finding.ToString();
        if (without > 1) yield return $"warning {ConfigErrorCode.Material} SecLang: {without} directives of the rules have no effect here (gateway validate lists them)";
    }
}
