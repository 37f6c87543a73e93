namespace Gateway.SecLang.Tests.Crs;

public sealed class LoadTests
{
    /// <summary>What Debian's 3.3.4 names that has no effect here, and nothing else.</summary>
    private static readonly string[] Warnings =
    [
        "SecComponentSignature has no effect here.",
    ];

    [Fact]
    public void DebianRules_Load_WithoutErrorAndWithNamedWarnings()
    {
        var load = RuleSet.Load(CoreRuleSet.DefaultOptions);

        Assert.True(load.RuleSet is not null, string.Join('\n', load.Errors.Take(50)));
        Assert.Equal(string.Join('\n', Warnings.Order(StringComparer.Ordinal)), string.Join('\n', load.Diagnostics.Select(d => d.Message).Order(StringComparer.Ordinal)));
        Assert.Equal(800, load.RuleSet.RuleCount);
    }

    [Fact]
    public void Rules4_Load_WithoutError()
    {
        var folder = Environment.GetEnvironmentVariable("GATEWAY_CRS4");
        if (string.IsNullOrEmpty(folder)) Assert.Skip("GATEWAY_CRS4 is not set: it names a folder with a CRS 4.x.");
        var load = RuleSet.Load(new RuleSetOptions { Files = [folder + "/crs-setup.conf.example", folder + "/rules/*.conf"] });

        Assert.True(load.RuleSet is not null, string.Join('\n', load.Errors.Take(50)));
        Assert.Equal(
            string.Join('\n', Warnings.Where(w => !w.StartsWith('@') && !w.StartsWith("GEO", StringComparison.Ordinal)).Order(StringComparer.Ordinal)),
            string.Join('\n', load.Diagnostics.Select(d => d.Message).Order(StringComparer.Ordinal)));
    }
}
