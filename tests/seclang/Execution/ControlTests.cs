namespace Gateway.SecLang.Tests.Execution;

/// <summary>Exclusions at run time and at load.</summary>
public sealed class ControlTests
{
    private const string Bad = """
        SecRule ARGS|ARGS_NAMES "@rx bad" "id:942100,phase:2,pass,tag:'attack-sqli',msg:'first'"
        SecRule ARGS "@rx bad" "id:942150,phase:2,pass,tag:'attack-xss',msg:'second'"
        """;

    [Theory]
    [InlineData("ruleRemoveById=942100", "942150")]
    [InlineData("ruleRemoveById=942000-942120", "942150")]
    [InlineData("ruleRemoveByTag=sql", "942150")]
    [InlineData("ruleRemoveByMsg=^sec", "942100")]
    [InlineData("ruleRemoveTargetById=942100;ARGS:a", "942150")]
    [InlineData("ruleRemoveTargetById=942100;ARGS:b", "942100 942150")]
    [InlineData("ruleRemoveTargetById=942000-942199;ARGS", "")]
    [InlineData("ruleRemoveTargetByTag=attack;ARGS:/^A/", "")]
    [InlineData("ruleRemoveTargetByMsg=second;ARGS:a", "942100")]
    [InlineData("ruleEngine=Off", "")]
    public void Ctl_InPhase1_HoldsForRulesThatFollow(string control, string ids) =>
        Assert.Equal(ids, RuleText.Ids($"SecAction \"id:1,phase:1,pass,nolog,ctl:{control}\"\n{Bad}", "/?a=bad"));

    [Fact]
    public void Ctl_BehindTheRule_ComesTooLate() =>
        Assert.Equal("942100 942150", RuleText.Ids(Bad + "\nSecAction \"id:1,phase:2,pass,nolog,ctl:ruleRemoveById=942100\"", "/?a=bad"));

    [Theory]
    [InlineData("SecRuleRemoveById 942100 942140-942160", "")]
    [InlineData("SecRuleRemoveByTag xss", "942100")]
    [InlineData("SecRuleRemoveByMsg first", "942150")]
    [InlineData("SecRuleUpdateTargetById 942100 \"!ARGS:a\"", "942150")]
    [InlineData("SecRuleUpdateTargetById 942100 \"!ARGS:/^_ga(?:_\\w+)?$/,!ARGS:a\"", "942150")]
    [InlineData("SecRuleUpdateTargetByTag attack-xss \"ARGS_NAMES\" \"ARGS\"", "942100")]
    [InlineData("SecRuleUpdateActionById 942100 \"nolog\"", "942150")]
    public void Directive_BehindTheRule_ChangesItAtLoad(string directive, string ids) => Assert.Equal(ids, RuleText.Ids(Bad + "\n" + directive, "/?a=bad"));

    [Fact]
    public void IpCollection_CountsOverRequestsUntilItExpires()
    {
        var clock = new ManualClock();
        var rules = RuleText.Load(
            """
            SecAction "id:1,phase:1,pass,nolog,initcol:ip=%{remote_addr},setvar:ip.n=+1,expirevar:ip.n=60"
            SecRule IP:N "@ge 2" "id:2,phase:1,pass,log,msg:'%{ip.n}'"
            """, clock);

        Assert.Empty(Messages());
        Assert.Equal(["2"], Messages());
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Empty(Messages());

        IEnumerable<string> Messages()
        {
            using var transaction = RuleText.Run(rules, "/");
            return [.. transaction.Matches.Select(m => m.Message)];
        }
    }

    [Fact]
    public void IpCollection_ThatNoRuleWritesTo_IsNotKept()
    {
        var rules = RuleText.Load("""
            SecAction "id:1,phase:1,pass,nolog,initcol:ip=%{remote_addr}"
            SecRule IP:blocked "@eq 1" "id:2,phase:1,pass"
            """);
        using var transaction = RuleText.Run(rules, "/");

        Assert.Empty(transaction.Matches);
        Assert.Equal(0, rules.Store.Count);
    }

    [Fact]
    public void Variables_OfTheConfiguration_WinOverRules()
    {
        const string Rules = """
            SecAction "id:1,phase:1,pass,nolog,setvar:tx.paranoia_level=1"
            SecRule TX:PARANOIA_LEVEL "@lt 2" "id:2,phase:1,pass,nolog,skipAfter:END"
            SecAction "id:3,phase:1,pass"
            SecMarker END
            """;

        using var low = RuleText.Run(RuleText.Load(Rules), "/");
        Assert.Empty(low.Matches);
        using var high = RuleText.Run(RuleText.Load(Rules, variables: new Dictionary<string, string> { ["paranoia_level"] = "2" }), "/");
        Assert.Equal(3, Assert.Single(high.Matches).Rule.Id);
    }
}
