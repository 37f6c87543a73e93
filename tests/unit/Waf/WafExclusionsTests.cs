using Gateway.Policies.Waf;
using Gateway.Policies.Waf.Rules;
using Gateway.SecLang;

namespace Gateway.UnitTests.Waf;

public sealed class WafExclusionsTests
{
    private static readonly RuleSet Rules = RuleSet.Load(new RuleSetOptions
    {
        Recommended = false,
        Before = """
            SecRule ARGS|REQUEST_COOKIES "@contains bad" "id:1001,phase:1,deny,tag:'attack-a',tag:'paranoia-level/1'"
            SecRule ARGS_NAMES|ARGS_GET "@contains bad" "id:1002,phase:1,deny,tag:'attack-b'"
            """,
    }).RuleSet!;

    [Theory]
    [InlineData("$.a", @"ARGS:/^json\.a(?:\.|$)/")]
    [InlineData("$", @"ARGS:/^json(?:\.|$)/")]
    [InlineData("$.items[*].html", @"ARGS:/^json\.items\.[0-9]+\.html(?:\.|$)/")]
    [InlineData("$[3].*.x", @"ARGS:/^json\.3\.[^.]+\.x(?:\.|$)/")]
    [InlineData("$..note", @"ARGS:/^json(?:\..+)?\.note(?:\.|$)/")]
    [InlineData("$['a.b|c/d']", @"ARGS:/^json\.a\xffb\x7cc\x2fd(?:\.|$)/")]
    [InlineData("$.é", @"ARGS:/^json\.\xc3\xa9(?:\.|$)/")]
    public void JsonPath_IsAPatternOfNames(string path, string target) => Assert.Equal(target, JsonPathTarget.Translate(path));

    [Theory]
    [InlineData("$a")]
    [InlineData("$.")]
    [InlineData("$.a..")]
    [InlineData("$[")]
    [InlineData("$[]")]
    [InlineData("$[x]")]
    [InlineData("$['']")]
    [InlineData("$[?(@.a)]")]
    public void JsonPath_Other_IsRefused(string path)
    {
        Assert.Null(JsonPathTarget.Translate(path));
        Assert.Null(WafExclusions.Parse(new WafExclusion { Targets = [path] }, out var problem));
        Assert.Contains(path, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("!ARGS:a")]
    [InlineData("&ARGS")]
    [InlineData("ARGS|REQUEST_COOKIES")]
    [InlineData("NOTHING:a")]
    [InlineData("REQUEST_URI:a")]
    [InlineData("ARGS:/(/")]
    public void Target_ThatIsNone_IsRefused(string target)
    {
        Assert.Null(WafExclusions.Parse(new WafExclusion { Targets = [target] }, out var problem));
        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData("a=bad", "", "", "", "1001 1002")]
    [InlineData("a=bad", "1001", "", "", "1002")]
    [InlineData("a=bad", "1000-1002", "", "", "")]
    [InlineData("a=bad", "", "^attack-a$", "", "1002")]
    [InlineData("a=bad", "1002", "attack-a", "", "")]
    [InlineData("a=bad", "1001", "", "ARGS:a", "1002")]
    [InlineData("a=bad", "", "", "ARGS:a", "")]
    [InlineData("a=bad", "", "", "ARGS:A", "")]
    [InlineData("b=bad", "", "", "ARGS:a", "1001 1002")]
    [InlineData("ab=bad", "", "", "ARGS:/^a/", "")]
    [InlineData("bad=1", "", "", "ARGS:bad", "1002")]
    [InlineData("bad=1", "", "", "ARGS_NAMES:bad", "")]
    [InlineData("a=bad", "1001", "", "REQUEST_COOKIES", "1001 1002")]
    public void Exclusion_TakesAwayWhatItMeans(string query, string ids, string tags, string targets, string matches)
    {
        var exclusion = new WafExclusion { RuleIds = Words(ids), Tags = Words(tags), Targets = Words(targets) };
        var bound = WafExclusions.Bind(Rules, ids.Length + tags.Length + targets.Length == 0 ? [] : [exclusion]);
        for (var round = 0; round < 2; round++)
        {
            using var transaction = Rules.Begin();
            transaction.Controls.Engine = Gateway.SecLang.Model.EngineMode.DetectionOnly;
            if (bound is not null) transaction.Controls.Use(bound);
            transaction.Request.Line("GET"u8, System.Text.Encoding.ASCII.GetBytes("/?" + query), "HTTP/1.1"u8);
            transaction.Request.EndHead(transaction.BodySettings);
            transaction.Run(1);
            Assert.Equal(matches, string.Join(' ', transaction.Matches.Select(static m => m.Rule.Id)));
        }

        // Nothing of it stays for who uses the rules next.
        using var next = Rules.Begin();
        next.Request.Line("GET"u8, "/?a=bad"u8, "HTTP/1.1"u8);
        next.Request.EndHead(next.BodySettings);
        Assert.True(next.Run(1));
    }

    private static List<string> Words(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
