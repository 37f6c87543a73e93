using System.Text;
using Gateway.SecLang.Parsing;

namespace Gateway.SecLang.Tests.Parsing;

public sealed class ErrorTests
{
    [Theory]
    [InlineData("SecRule ARGS \"@rx (\" \"id:1,phase:1,pass\"", "(before):1:15: @rx has a pattern that is not valid: ")]
    [InlineData("SecRule ARGS|NOPE \"x\" \"id:1\"", "(before):1:14: NOPE is not the name of a variable.")]
    [InlineData("SecRule ARGS|SESSION:x \"x\" \"id:1\"", "(before):1:14: SESSION is a variable of ModSecurity that is not supported here; remove the rule or this target.")]
    [InlineData("SecRule REQUEST_URI:x \"x\" \"id:1\"", "(before):1:9: REQUEST_URI has a single value; found the key x.")]
    [InlineData("SecRule ARGS \"x\" \\\n  \"id:1,\\\n   phase:9\"", "(before):3:4: phase has 9; allowed: 1 to 5, request, response, logging.")]
    [InlineData("SecRule ARGS \"x\" \"id:1,fly\"", "(before):1:24: fly is not the name of an action.")]
    [InlineData("SecRule ARGS \"x\" \"id:1,exec:/bin/sh\"", "(before):1:24: exec is an action of ModSecurity that is not supported here; remove it or the rule.")]
    [InlineData("SecRule ARGS \"x\" \"id:1,t:zip\"", "(before):1:24: t:zip is not the name of a transformation.")]
    [InlineData("SecRule ARGS \"@zip x\" \"id:1\"", "(before):1:15: @zip is not the name of an operator that is supported here.")]
    [InlineData("SecRule ARGS \"x\" \"phase:1\"", "(before):1:1: This SecRule has no id; every rule needs one.")]
    [InlineData("SecAction \"id:1,pass\"\nSecAction \"id:1,pass\"", "(before):2:1: Another rule has the id 1, too.")]
    [InlineData("SecAction \"id:1,pass,chain\"", "(before):1:1: Rule 1 ends in chain and no rule follows.")]
    [InlineData("SecAction \"id:1,pass,msg:'x\"", "(before):1:22: This quoted value has no closing '.")]
    [InlineData("SecAction \"id:1", "(before):1:11: This quoted argument has no closing \".")]
    [InlineData("SecFly On", "(before):1:1: SecFly is not the name of a directive that is supported here.")]
    [InlineData("SecRuleEngine Perhaps", "(before):1:1: SecRuleEngine has Perhaps; allowed: On, Off, DetectionOnly.")]
    [InlineData("SecAction \"id:1,pass,ctl:ruleRemoveById=a-b\"", "(before):1:22: ruleRemoveById has a-b; rule ids and ranges such as 942100 or 942100-942199 are allowed.")]
    [InlineData("SecAction \"id:1,pass,setvar:session.x=1\"", "(before):1:22: setvar has session.x=1; a variable of TX, IP or GLOBAL is allowed, such as tx.name=value.")]
    [InlineData("SecAction \"id:1,pass,msg:'%{fly}'\"", "(before):1:22: %{fly} names no variable.")]
    [InlineData("Include /nowhere/*.conf", "(before):1:9: No file matches /nowhere/*.conf.")]
    [InlineData("SecRule ARGS \"x\" \"id:1,pass,chain\"\nSecRule ARGS \"x\" \"deny\"", "(before):2:19: deny is not allowed on a chained rule: it belongs to the first rule of the chain.")]
    public void Rule_WithAFault_IsRefusedWithItsPlace(string rules, string error)
    {
        var load = RuleSet.Load(new RuleSetOptions { Before = rules, Recommended = false });

        Assert.Null(load.RuleSet);
        Assert.StartsWith(error, Assert.Single(load.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_WithManyFaults_TellThemAll()
    {
        var load = RuleSet.Load(new RuleSetOptions { Before = "SecFly\nSecRule NOPE \"@zip x\" \"id:1,fly,t:zip\"\nSecRule ARGS \"(\" \"id:2\"", Recommended = false });

        Assert.Equal(["1:1", "2:9", "2:29", "2:15", "2:33", "3:15"], load.Errors.Select(e => $"{e.Position.Line}:{e.Position.Column}"));
    }

    [Theory]
    [InlineData("responseBodyAccess=Off")]
    [InlineData("responseBodyLimit=1")]
    [InlineData("auditEngine=Off")]
    public void Control_OfWhatThePolicyDecides_IsAWarning(string control)
    {
        var load = RuleSet.Load(new RuleSetOptions { Before = $"SecAction \"id:1,phase:3,pass,ctl:{control}\"", Recommended = false });

        Assert.NotNull(load.RuleSet);
        Assert.Equal($"ctl:{control.Split('=')[0]} has no effect here: the gateway's own configuration decides it.", Assert.Single(load.Diagnostics).Message);
    }

    [Theory]
    [InlineData(BackslashReading.Apache, @"a\\b", @"a\b")]
    [InlineData(BackslashReading.Literal, @"a\\b", @"a\\b")]
    [InlineData(BackslashReading.Apache, @"a\""b", "a\"b")]
    [InlineData(BackslashReading.Literal, @"a\""b", "a\"b")]
    [InlineData(BackslashReading.Literal, @"a\.b\\", @"a\.b\\")]
    [InlineData(BackslashReading.Apache, @"a\.b\\", @"a\.b\")]
    public void Backslashes_InEachReading_StandForWhatTheyDo(BackslashReading reading, string written, string read)
    {
        var diagnostics = new Diagnostics();
        var line = LineReader.Read("f", Encoding.Latin1.GetBytes($"SecX \"{written}\" y")).Single();

        Assert.Equal(["SecX", read, "y"], ArgumentLexer.Read(line, reading, diagnostics).Select(a => a.Text));
        Assert.Empty(diagnostics.Entries);
    }

    [Fact]
    public void Comment_ThatEndsInABackslash_DoesNotSwallowTheNextLine()
    {
        var load = RuleSet.Load(new RuleSetOptions { Before = "# off \\\nSecAction \"id:1,pass\"\n\n  # on\nSecAction \\\n  \"id:2,pass\"", Recommended = false });

        Assert.Equal([1L, 2L], load.RuleSet!.Rules.Select(r => r.Id));
    }
}
