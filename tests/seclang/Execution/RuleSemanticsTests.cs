namespace Gateway.SecLang.Tests.Execution;

/// <summary>What implementers of SecLang get wrong, one test each.</summary>
public sealed class RuleSemanticsTests
{
    [Fact]
    public void SetVar_OfAChainThatFails_HasRunForEachMatchingValue()
    {
        const string Rules = """
            SecRule ARGS "@rx bad" "id:1,phase:2,pass,setvar:tx.score=+5,chain"
              SecRule ARGS:never "@rx x" "setvar:tx.score=+100"
            """;

        Assert.Equal("10", RuleText.Variable(Rules, "/?a=bad&b=bad&c=good", "score"));
        Assert.Equal("", RuleText.Ids(Rules, "/?a=bad"));
    }

    [Fact]
    public void SetVar_BelowZeroOrOfText_CountsAsAtoiDoes()
    {
        Assert.Equal("0", RuleText.Variable("""SecAction "id:1,phase:1,pass,setvar:tx.a=3,setvar:tx.a=-10" """, "/", "a"));
        Assert.Equal("2", RuleText.Variable("""SecAction "id:1,phase:1,pass,setvar:tx.a=text,setvar:'tx.a=+ 2x'" """, "/", "a"));
        Assert.Equal("7", RuleText.Variable("""SecAction "id:1,phase:1,pass,setvar:tx.b=4,setvar:tx.a=3,setvar:tx.a=+%{tx.b}" """, "/", "a"));
        Assert.Null(RuleText.Variable("""SecAction "id:1,phase:1,pass,setvar:tx.a=3,setvar:!tx.a" """, "/", "a"));
        Assert.Equal("1", RuleText.Variable("""SecAction "id:1,phase:1,pass,setvar:tx.a" """, "/", "A"));
    }

    [Fact]
    public void SetVar_WithMacroInName_IsFoundByPattern()
    {
        const string Rules = """
            SecRule ARGS_NAMES "@rx ." "id:1,phase:2,pass,nolog,setvar:'tx.seen_%{matched_var}=+1'"
            SecRule TX:/^SEEN_/ "@gt 1" "id:2,phase:2,pass,log,msg:'twice %{matched_var_name}'"
            """;

        using var transaction = RuleText.Run(RuleText.Load(Rules), "/?a=1&b=1&a=2");
        Assert.Equal("twice TX:seen_a", Assert.Single(transaction.Matches).Message);
    }

    [Fact]
    public void Captures_OfALaterMatch_LeaveNothingOfTheEarlierOne()
    {
        const string Rules = """
            SecRule ARGS:a "@rx (.)(.)(.)" "id:1,phase:2,pass,nolog,capture"
            SecRule ARGS:b "@rx (.)" "id:2,phase:2,pass,nolog,capture"
            SecRule &TX:2 "@eq 0" "id:3,phase:2,pass,log,msg:'%{tx.0}%{tx.1}'"
            """;

        using var transaction = RuleText.Run(RuleText.Load(Rules), "/?a=xyz&b=w");
        Assert.Equal("ww", Assert.Single(transaction.Matches).Message);
    }

    [Fact]
    public void Captures_OfPhrasesAndSqlInjection_AreWordAndFingerprint()
    {
        const string Rules = """
            SecRule ARGS:a "@pm blue GREEN" "id:1,phase:2,pass,capture,msg:'%{tx.0}'"
            SecRule ARGS:b "@detectSQLi" "id:2,phase:2,pass,capture,msg:'%{tx.0}'"
            """;

        using var transaction = RuleText.Run(RuleText.Load(Rules), "/?a=evergreen&b=1%27+or+1=1--");
        Assert.Equal(["green", "s&1c"], transaction.Matches.Select(m => m.Message));
    }

    [Fact]
    public void MatchedVars_OverTheLinksOfAChain_GatherAndAreClearedForTheNextRule()
    {
        const string Rules = """
            SecRule ARGS "@rx X" "id:1,phase:2,pass,t:none,t:uppercase,chain"
              SecRule MATCHED_VARS "@streq XY" "chain"
                SecRule MATCHED_VARS_NAMES "@streq ARGS:b" "t:none"
            SecRule &MATCHED_VARS "@gt 0" "id:2,phase:2,pass"
            """;

        Assert.Equal("1", RuleText.Ids(Rules, "/?a=x&b=xy"));
    }

    /// <summary>Decoys in front of what a chain looks for: rules 933120 and 944120 of the Core Rule Set are made like this.</summary>
    [Theory]
    [InlineData("MATCHED_VARS", 1000, "1", false)]
    [InlineData("MATCHED_VARS", 1024, "", true)]
    [InlineData("MATCHED_VARS", 1500, "", true)]
    [InlineData("MATCHED_VARS_NAMES|ARGS", 1500, "1", true)]
    [InlineData("&MATCHED_VARS", 1500, "", true)]
    [InlineData("ARGS", 1500, "1", false)]
    public void MatchedVars_BeyondTheBound_SayThatSomeWereLeftOut(string chained, int decoys, string ids, bool overflowed)
    {
        var rules = RuleText.Load($"SecRule REQUEST_COOKIES_NAMES|ARGS \"@pm asp_tags allow_url_include\" \"id:1,phase:2,pass,chain\"\n  SecRule {chained} \"@pm =\"\nSecRule ARGS \"@rx nothing\" \"id:2,phase:2,pass\"");
        var cookies = $"Cookie: {string.Join(';', Enumerable.Repeat("asp_tags", decoys))}\r\n";
        using (var transaction = RuleText.Run(rules, "/?x=allow_url_include=1", cookies))
        {
            Assert.Equal(ids, string.Join(' ', transaction.Matches.Select(m => m.Rule.Id)));
            Assert.Equal(overflowed, transaction.Overflowed);
        }

        using var next = RuleText.Run(rules, "/?x=allow_url_include=1");
        Assert.False(next.Overflowed);
    }

    [Fact]
    public void MultiMatch_LooksAtEachChangedStage()
    {
        const string Rules = """
            SecRule ARGS "@rx ^%41$" "id:1,phase:2,pass,multiMatch,t:none,t:urlDecode,t:lowercase"
            SecRule ARGS "@rx ^A$" "id:2,phase:2,pass,multiMatch,t:none,t:urlDecode,t:lowercase"
            SecRule ARGS "@rx ^A$" "id:3,phase:2,pass,t:none,t:urlDecode,t:lowercase"
            """;

        Assert.Equal("1 2", RuleText.Ids(Rules, "/?a=%2541"));
    }

    [Theory]
    [InlineData("/?a=x1,y2,z3", "x1 1 y2 2 z3 3 ")]
    [InlineData("/?a=x1", "x1 1 ")]
    [InlineData("/?a=a1b2c3d4e5f6", "a1 1 b2 2 c3 3 d4 4 e5 5 ")]
    public void RxGlobal_Captures_TheGroupsOfEachMatchAsFarAsThePlacesGo(string target, string expected)
    {
        const string Rules = "SecRule ARGS:a \"@rxGlobal [a-z]([0-9])\" \"id:1,phase:2,pass,capture\"";

        Assert.Equal(expected, string.Concat(Enumerable.Range(0, 10).Select(i => RuleText.Variable(Rules, target, i.ToString())).Where(v => v is not null).Select(v => v + " ")));
    }

    [Fact]
    public void RxGlobal_OverLongAndEmptyMatches_Ends()
    {
        const string Rules = "SecRule ARGS:a \"@rxGlobal (x*)\" \"id:1,phase:2,pass,capture\"";

        Assert.Equal("1", RuleText.Ids(Rules, "/?a=" + new string('y', 5000)));
    }

    [Fact]
    public void SkipAfter_OfAChain_WaitsForTheWholeChain()
    {
        const string Rules = """
            SecRule ARGS:a "@streq 1" "id:1,phase:2,pass,nolog,skipAfter:END,chain"
              SecRule ARGS:b "@streq 1"
            SecAction "id:2,phase:2,pass"
            SecMarker END
            SecAction "id:3,phase:2,pass"
            """;

        Assert.Equal("2 3", RuleText.Ids(Rules, "/?a=1&b=2"));
        Assert.Equal("3", RuleText.Ids(Rules, "/?a=1&b=1"));
    }

    [Fact]
    public void Skip_PassesOverRulesAndNotLinks()
    {
        const string Rules = """
            SecAction "id:1,phase:2,pass,nolog,skip:1"
            SecRule ARGS "@rx ." "id:2,phase:2,pass,chain"
              SecRule ARGS "@rx ."
            SecAction "id:3,phase:2,pass"
            """;

        Assert.Equal("3", RuleText.Ids(Rules, "/?a=1"));
    }

    [Fact]
    public void Targets_WithExclusions_LeaveOutWhatStandsBeforeThem()
    {
        Assert.Equal("", RuleText.Ids("""SecRule ARGS|!ARGS:a|!ARGS:/^x_/ "@rx bad" "id:1,phase:2,pass" """, "/?A=bad&X_1=bad"));
        Assert.Equal("1", RuleText.Ids("""SecRule !ARGS:a|ARGS "@rx bad" "id:1,phase:2,pass" """, "/?a=bad"));
        Assert.Equal("1", RuleText.Ids("""SecRule &ARGS:a "@eq 2" "id:1,phase:2,pass" """, "/?a=1&A=2&b=3"));
        Assert.Equal("1", RuleText.Ids("""SecRule ARGS:'/^(?:a|b)$/' "@rx bad" "id:1,phase:2,pass" """, "/?b=bad"));
    }

    [Fact]
    public void Block_IsWhatTheDefaultActionSays()
    {
        using var passed = RuleText.Run(RuleText.Load("""SecRule ARGS "@rx bad" "id:1,phase:2,block" """), "/?a=bad");
        Assert.Null(passed.Interruption);
        using var denied = RuleText.Run(RuleText.Load("""
            SecDefaultAction "phase:2,log,deny,status:451,t:lowercase"
            SecRule ARGS "@streq bad" "id:1,phase:2,block"
            """), "/?a=BAD");
        Assert.Equal(451, denied.Interruption!.Status);
        Assert.Equal(1, denied.Interruption.RuleId);
    }

    [Fact]
    public void DetectionOnly_TellsWhatWouldHaveHappenedAndGoesOn()
    {
        const string Rules = """
            SecRuleEngine DetectionOnly
            SecAction "id:1,phase:1,deny,status:403"
            SecAction "id:2,phase:2,deny,status:404"
            """;

        using var transaction = RuleText.Run(RuleText.Load(Rules), "/");
        Assert.Null(transaction.Interruption);
        Assert.Equal(1, transaction.Verdict!.RuleId);
        Assert.Equal([1L, 2L], transaction.Matches.Select(m => m.Rule.Id));
    }

    /// <summary>Rules may have the engine only tell for one request, and turn it on again.</summary>
    [Theory]
    [InlineData("", true, "1 3")]
    [InlineData("?tell=1", false, "1 2 3 4")]
    [InlineData("?tell=1&again=1", true, "1 2 3 5")]
    [InlineData("?off=1", false, "1")]
    [InlineData("?fine=1", true, "")]
    [InlineData("?fine=1&tell=1", false, "2")]
    public void RuleEngine_ThatOnlyTells_RefusesNothing(string query, bool mayRefuse, string ids)
    {
        const string Rules = """
            SecRule &ARGS:fine "@eq 0" "id:1,phase:1,pass"
            SecRule ARGS:off "@eq 1" "id:6,phase:1,pass,nolog,ctl:ruleEngine=Off"
            SecRule ARGS:tell "@eq 1" "id:2,phase:1,pass,ctl:ruleEngine=DetectionOnly"
            SecRule &ARGS:fine "@eq 0" "id:3,phase:2,deny"
            SecRule ARGS:again "@eq 1" "id:7,phase:2,pass,nolog,ctl:ruleEngine=On"
            SecRule &ARGS:fine "@eq 0" "id:5,phase:2,deny,chain"
              SecRule ARGS:again "@eq 1"
            SecRule &ARGS:fine "@eq 0" "id:4,phase:2,deny"
            """;

        using var transaction = RuleText.Run(RuleText.Load(Rules), "/" + query);
        Assert.Equal(ids, string.Join(' ', transaction.Matches.Select(m => m.Rule.Id)));
        Assert.Equal(mayRefuse, transaction.MayRefuse);
        Assert.Equal(mayRefuse && ids.Length > 0, transaction.Interruption is not null);
    }

    /// <summary>What the engine only tells of an answer refuses nothing, and does not hide what it finds when it is on again.</summary>
    [Theory]
    [InlineData("", 3L, true)]
    [InlineData("?tell=1", 3L, false)]
    [InlineData("?tell=1&again=1", 4L, true)]
    public void RuleEngine_ThatOnlyTellsOfAnAnswer_RefusesNothing(string query, long ruleId, bool mayRefuse)
    {
        var rules = RuleText.Load("""
            SecRule ARGS:tell "@eq 1" "id:1,phase:1,pass,nolog,ctl:ruleEngine=DetectionOnly"
            SecAction "id:3,phase:3,deny,status:502"
            SecRule ARGS:again "@eq 1" "id:2,phase:4,pass,nolog,ctl:ruleEngine=On"
            SecAction "id:4,phase:4,deny,status:502"
            """);
        using var transaction = RuleText.Run(rules, "/" + query);
        transaction.Run(3);
        transaction.Run(4);
        Assert.Equal(ruleId, transaction.ResponseVerdict!.RuleId);
        Assert.Equal(mayRefuse, transaction.MayRefuseAnswer);
    }

    /// <summary>A backend answers while the body is still on its way: phase 2 comes last, and what it finds is the request's.</summary>
    [Theory]
    [InlineData("On", "/?a=bad", 2L, "3 5 2")]
    [InlineData("On", "/", null, "3 5")]
    [InlineData("DetectionOnly", "/?a=bad", 2L, "3 4 5 2")]
    [InlineData("DetectionOnly", "/", null, "3 4 5")]
    public void Phases_OfTheAnswerBeforeTheBody_LeaveTheRequestItsOwnVerdict(string mode, string target, long? ruleId, string ids)
    {
        var rules = RuleText.Load($"""
            SecRuleEngine {mode}
            SecRule ARGS "@streq bad" "id:2,phase:2,deny"
            SecAction "id:3,phase:3,deny,status:502"
            SecAction "id:4,phase:4,deny,status:502"
            SecAction "id:5,phase:5,pass"
            """);
        using var transaction = rules.Begin();
        transaction.Request.Line("POST"u8, System.Text.Encoding.ASCII.GetBytes(target), "HTTP/1.1"u8);
        transaction.Request.EndHead(transaction.BodySettings);
        Assert.False(transaction.Run(1));
        foreach (var phase in (int[])[3, 4, 5]) transaction.Run(phase);
        transaction.Request.Body.End();
        transaction.Run(2);

        Assert.Equal(ids, string.Join(' ', transaction.Matches.Select(m => m.Rule.Id)));
        Assert.Equal(ruleId, transaction.RequestVerdict?.RuleId);
        Assert.Equal(3, transaction.ResponseVerdict!.RuleId);
        Assert.Equal(mode == "On", transaction.MayRefuse);
    }

    [Fact]
    public void Allow_OfAnAnswer_DoesNotAllowTheRequest()
    {
        var rules = RuleText.Load("SecAction \"id:3,phase:3,allow\"\nSecAction \"id:4,phase:4,pass\"\nSecAction \"id:2,phase:2,deny\"");
        using var transaction = rules.Begin();
        transaction.Request.Line("POST"u8, "/"u8, "HTTP/1.1"u8);
        transaction.Request.EndHead(transaction.BodySettings);
        foreach (var phase in (int[])[1, 3, 4, 2]) transaction.Run(phase);

        Assert.Equal([3L, 2L], transaction.Matches.Select(m => m.Rule.Id));
        Assert.Equal(2, transaction.Interruption!.RuleId);
    }

    [Fact]
    public void Deny_EndsAllPhasesButTheLast()
    {
        const string Rules = """
            SecAction "id:1,phase:1,deny,status:403"
            SecAction "id:2,phase:1,pass"
            SecAction "id:3,phase:2,pass"
            SecAction "id:4,phase:5,pass"
            """;

        Assert.Equal("1 4", RuleText.Ids(Rules, "/"));
    }

    [Theory]
    [InlineData("allow", "1 5")]
    [InlineData("allow:phase", "1 3 5")]
    [InlineData("allow:request", "1 5")]
    public void Allow_EndsThePhasesThatItNames(string action, string ids)
    {
        var rules = $"""
            SecAction "id:1,phase:1,{action}"
            SecAction "id:2,phase:1,pass"
            SecAction "id:3,phase:2,pass"
            SecAction "id:5,phase:5,pass"
            """;

        Assert.Equal(ids, RuleText.Ids(rules, "/"));
    }

    [Fact]
    public void Redirect_HasItsLocationWithMacrosExpanded()
    {
        using var transaction = RuleText.Run(RuleText.Load("""SecRule ARGS:to "@rx ." "id:1,phase:2,redirect:'https://example.org/%{args.to}'" """), "/?to=x");
        Assert.Equal(302, transaction.Interruption!.Status);
        Assert.Equal("https://example.org/x", transaction.Interruption.Location);
    }
}
