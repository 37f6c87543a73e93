using Gateway.Policies.Configuration;
using Gateway.Policies.Waf;
using Gateway.Policies.Waf.Rules;

namespace Gateway.UnitTests.Waf;

public sealed class WafRuleStoreTests : IDisposable
{
    private const string Rule = "SecRule ARGS \"@pmFromFile words.data\" \"id:1001,phase:2,deny\"\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("waf");

    public WafRuleStoreTests()
    {
        Write("a.conf", Rule);
        Write("words.data", "bad\n");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Load_SameSettings_SharesOneRuleSet_AndOthersHaveTheirOwn()
    {
        var store = new WafRuleStore();
        var first = store.Load(Settings());
        Assert.NotNull(first.Rules);
        Assert.Same(first, store.Load(Settings()));
        Assert.NotSame(first, store.Load(Settings(level: 2)));
        Assert.Equal(Settings(), Settings());
        Assert.NotEqual(Settings(), Settings(level: 2));
    }

    [Theory]
    [InlineData("a.conf", Rule + "#\n")]
    [InlineData("words.data", "worse\n")]
    [InlineData("b.conf", "SecRule ARGS \"@streq x\" \"id:1002,phase:2,deny\"\n")]
    public void Load_AFileHasChangedOrCome_ReadsAgain(string name, string text)
    {
        var store = new WafRuleStore();
        var first = store.Load(Settings());
        Write(name, text);
        var second = store.Load(Settings());
        Assert.NotSame(first, second);
        Assert.NotNull(second.Rules);
    }

    [Fact]
    public void Load_AFileWasTouched_CompilesNothing()
    {
        var store = new WafRuleStore();
        var first = store.Load(Settings());
        File.SetLastWriteTimeUtc(Path.Combine(_folder.FullName, "a.conf"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Same(first, store.Load(Settings()));
        Assert.Same(first, store.Load(Settings()));
    }

    [Fact]
    public void Load_WatchesFilesListsAndFolders()
    {
        var loaded = new WafRuleStore().Load(Settings());
        Assert.Equal(
            [_folder.FullName, Path.Combine(_folder.FullName, "a.conf"), Path.Combine(_folder.FullName, "words.data")],
            loaded.WatchedPaths.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Load_WithErrors_TellsEachWithItsPlace_AndReadsAgainWhenMended()
    {
        var store = new WafRuleStore();
        Write("a.conf", "SecRule ARGS \"@rx (\" \"id:1\"\n\nSecOther On\n");
        var broken = store.Load(Settings());
        Assert.Null(broken.Rules);
        Assert.Equal([1, 3], broken.Findings.Where(static f => f.Severity is ConfigSeverity.Error).Select(static f => f.Location.Line).Order());
        Assert.Same(broken, store.Load(Settings()));
        Write("a.conf", Rule);
        Assert.NotNull(store.Load(Settings()).Rules);
    }

    [Fact]
    public void Findings_AreSentences_InTheOrderOfTheFile()
    {
        Write("a.conf", "SecRule ARGS \"@rx (\" \"phase:2\"\nSecRule ARGS \"@pm\" \"id:1\"\nSecRule ARGS \"@streq x\" \"id:2,phase:9\"\nSecComponentSignature x\n");
        var findings = new WafRuleStore().Load(Settings()).Findings;
        Assert.Equal(findings.Where(static f => f.Severity is ConfigSeverity.Error).OrderBy(static f => (f.Location.Line, f.Location.Column)), findings.SkipLast(1));
        var texts = findings.Select(f => f.ToString().Replace(_folder.FullName + "/", "", StringComparison.Ordinal)).ToList();
        Assert.All(texts, static t => Assert.True(t.Split("allowed:").Length <= 2 && t.Split("found ").Length <= 2, t));
        Assert.Contains("a.conf(1,1): GW6001 SecLang: this SecRule has no id; every rule needs one", texts);
        Assert.Contains(texts, static t => t.EndsWith("GW6001 SecLang: phase has 9; allowed: 1 to 5, request, response, logging", StringComparison.Ordinal));
        Assert.Equal("a.conf(4,1): warning GW6001 SecLang: SecComponentSignature has no effect here", texts[^1]);
    }

    [Fact]
    public void Findings_WithoutEffect_AreCountedForWhoDidNotAsk()
    {
        Write("a.conf", "SecComponentSignature x\nSecAuditEngine On\nSecAction \"id:9,phase:1,pass,skipAfter:nowhere\"\n");
        var findings = new WafRuleStore().Load(Settings()).Findings;
        Assert.Equal(3, findings.Count);
        var brief = BriefFindings.Of(findings).ToList();
        Assert.Equal(2, brief.Count);
        Assert.Contains("skipAfter:nowhere", brief[0], StringComparison.Ordinal);
        Assert.Equal("warning GW6001 SecLang: 2 directives of the rules have no effect here (gateway validate lists them)", brief[1]);
        Assert.Equal(findings.Skip(1).Select(static f => f.ToString()), BriefFindings.Of([.. findings.Skip(1)]));
    }

    [Fact]
    public void Load_AFileWithTheRecommendedRules_HasThemOnce()
    {
        Write("a.conf", "SecRuleEngine Off\nSecRule REQBODY_ERROR \"!@eq 0\" \"id:200002,phase:2,deny,status:400\"\n");
        var loaded = new WafRuleStore().Load(Settings());
        Assert.Single(loaded.Rules!.Rules, static r => r.Id == 200002);
        // The others of the recommended rules stay, and the finding says which one does not.
        Assert.Equal([200000L, 200001L, 200006L, 200003L, 200004L, 200007L, 200002L], loaded.Rules.Rules.Select(static r => r.Id).Where(static id => id < 300_000));
        var finding = Assert.Single(loaded.Findings);
        Assert.Equal((ConfigSeverity.Warning, 2), (finding.Severity, finding.Location.Line));
        Assert.Contains("200002", finding.ToString(), StringComparison.Ordinal);
        // Whether rules run is the policy's.
        Assert.Equal(Gateway.SecLang.Model.EngineMode.On, loaded.Rules.Settings.Engine);
    }

    [Theory]
    [InlineData("SecAction \"id:200001,phase:1,pass\"\n", 7, true)]
    [InlineData("SecAction \"id:200001,phase:1,pass\"\nSecAction \"id:200001,phase:1,pass\"\n", 0, false)]
    [InlineData("SecRuleRemoveById 200001\n", 6, true)]
    [InlineData("SecRuleRemoveById 200001\nSecAction \"id:200001,phase:1,pass\"\n", 7, true)]
    [InlineData("SecAction \"id:200001,phase:1,pass\"\nSecRuleRemoveById 200001\n", 6, true)]
    [InlineData("SecAction \"id:2000011,phase:1,pass\"\n", 8, true)]
    public void Load_OneRuleOfARecommendedId_TakesItsPlaceAlone(string text, int rules, bool loads)
    {
        Write("a.conf", text);
        var loaded = new WafRuleStore().Load(Settings());
        Assert.Equal(loads, loaded.Rules is not null);
        if (loaded.Rules is { } set) Assert.Equal(rules, set.RuleCount - WafRuleSettings.Pairs(WafRuleSettings.ApiDefaults).Count());
    }

    private WafRuleSettings Settings(int? level = null) => WafRuleSettings.Of(new WafOptions { Rules = [Path.Combine(_folder.FullName, "*.conf")], ParanoiaLevel = level });

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);
}
