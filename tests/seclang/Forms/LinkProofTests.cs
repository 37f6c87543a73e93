using Gateway.SecLang.Collections;
using Gateway.SecLang.Forms;
using Gateway.SecLang.Tests.Execution;

namespace Gateway.SecLang.Tests.Forms;

/// <summary>Which links are left out, and that marked values change nothing of what rules do.</summary>
public sealed class LinkProofTests
{
    [Theory]
    [InlineData("ARGS \"@rx ['<(]\"", "t:none", true)]
    [InlineData("ARGS|ARGS_NAMES \"@rx union.*select\"", "t:none,t:urlDecodeUni,t:lowercase", true)]
    [InlineData("ARGS_GET \"@pm select 0x\"", "t:none", true)]
    [InlineData("ARGS \"@detectSQLi\"", "t:none,t:urlDecodeUni", true)]
    [InlineData("ARGS \"@detectXSS\"", "t:none,t:utf8toUnicode,t:urlDecodeUni,t:htmlEntityDecode,t:jsDecode,t:cssDecode,t:removeNulls", true)]
    [InlineData("ARGS \"@validateByteRange 48-57,45\"", "t:none", true)]
    [InlineData("ARGS \"@validateUtf8Encoding\"", "t:none", true)]
    [InlineData("ARGS:id \"@contains --\"", "t:none", true)]
    [InlineData("ARGS_POST \"@rx [a-z]\"", "t:none,multiMatch,t:removeWhitespace", true)]
    // What an integer may match.
    [InlineData("ARGS \"@rx ^[0-9]{5}$\"", "t:none", false)]
    [InlineData("ARGS \"@pm select 12\"", "t:none", false)]
    [InlineData("ARGS \"@validateByteRange 65-90\"", "t:none", false)]
    [InlineData("ARGS \"@contains 7\"", "t:none", false)]
    [InlineData("ARGS \"@within 1 2 3\"", "t:none", false)]
    // What is not proved: the opposite of a pattern, numbers and lengths, what only a request says, digests.
    [InlineData("ARGS \"!@rx ^[0-9]+$\"", "t:none", false)]
    [InlineData("ARGS \"!@rx '\"", "t:none", false)]
    [InlineData("ARGS \"@eq 0\"", "t:none", false)]
    [InlineData("ARGS \"@gt 400\"", "t:none,t:length", false)]
    [InlineData("ARGS \"@rx %{tx.pattern}'\"", "t:none", false)]
    [InlineData("ARGS \"@contains %{tx.text}\"", "t:none", false)]
    [InlineData("ARGS \"@rx '\"", "t:none,t:sha1", false)]
    [InlineData("ARGS \"@rx '\"", "t:none,t:hexDecode", false)]
    [InlineData("ARGS \"@unconditionalMatch\"", "t:none", false)]
    public void Integer_IsLeftOutOnlyWhereNothingCanMatch(string rule, string actions, bool left)
    {
        var rules = RuleText.Load($"SecAction \"id:9,phase:1,nolog,pass,setvar:tx.pattern=a,setvar:tx.text=b\"\nSecRule {rule} \"id:1,phase:2,log,pass,{actions}\"");
        var known = KnownForms.Bind(rules, [ValueForms.Integer]);
        Assert.Equal(left, known.Skips(1, Assert.Single(LinkTrial.Links(rules)).Link));
    }

    /// <summary>multiMatch looks at the value after each step.</summary>
    [Fact]
    public void MultiMatch_LooksAtEachStep()
    {
        var form = ValueForms.OfPattern("upper", "[A-Z]{1,40}")!;
        Assert.Equal((false, true), (Skips("multiMatch,t:none,t:lowercase"), Skips("t:none,t:lowercase")));

        bool Skips(string actions)
        {
            var rules = RuleText.Load($"SecRule ARGS \"@rx [A-Z]\" \"id:1,phase:2,log,pass,{actions}\"");
            return KnownForms.Bind(rules, [form]).Skips(1, LinkTrial.Links(rules)[0].Link);
        }
    }

    /// <summary>Names, counts, sizes, the query and the body as a whole are no values of arguments.</summary>
    [Fact]
    public void MarkedValues_AreStillCountedAndNamed()
    {
        const string Text = """
            SecRule &ARGS "@gt 1" "id:1,phase:2,log,pass"
            SecRule ARGS_NAMES "@rx ^evil" "id:2,phase:2,log,pass"
            SecRule QUERY_STRING "@rx 41" "id:3,phase:2,log,pass"
            SecRule ARGS_COMBINED_SIZE "@gt 3" "id:4,phase:2,log,pass"
            SecRule ARGS "@rx ^4" "id:5,phase:2,log,pass,chain"
            SecRule MATCHED_VARS "@rx 1$" "t:none"
            SecRule ARGS "@rx '" "id:6,phase:2,log,pass,t:none,t:urlDecodeUni"
            SecRule ARGS "!@rx ^[a-z]" "id:7,phase:2,log,pass"
            """;
        var rules = RuleText.Load(Text);
        var known = KnownForms.Bind(rules, [ValueForms.Integer]);
        Assert.Equal([6L], LinkTrial.Links(rules).Where(l => known.Skips(1, l.Link)).Select(l => l.Rule.Id));
        foreach (var (target, ids) in new[] { ("/?evil=41&b=5", "1 2 3 4 5 7"), ("/?a=41'&b=5", "1 3 4 6 7"), ("/?a=41%2527&b=5", "1 3 4 6 7"), ("/?a=41&a='", "1 3 4 5 6 7") })
        {
            using var plain = RuleText.Run(rules, target);
            Assert.Equal(ids, string.Join(' ', plain.Matches.Select(m => m.Rule.Id)));
            using var transaction = rules.Begin();
            transaction.Request.Line("GET"u8, System.Text.Encoding.ASCII.GetBytes(target), "HTTP/1.1"u8);
            transaction.Request.EndHead(transaction.BodySettings);
            transaction.Forms = known;
            foreach (var index in transaction.Values.Of(Collection.ArgsGet)) known.Mark(transaction.Values, index, 1);
            transaction.Run(1);
            transaction.Request.Body.End();
            transaction.Run(2);
            transaction.Run(5);
            Assert.Equal(ids, string.Join(' ', transaction.Matches.Select(m => m.Rule.Id)));
        }
    }

    /// <summary>A transaction that goes back to the pool forgets what it knew.</summary>
    [Fact]
    public void Mark_DoesNotOutliveItsRequest()
    {
        var rules = RuleText.Load("SecRule ARGS \"@rx '\" \"id:1,phase:2,log,pass\"");
        var known = KnownForms.Bind(rules, [ValueForms.Integer]);
        for (var i = 0; i < 3; i++)
        {
            using var transaction = rules.Begin();
            Assert.Null(transaction.Forms);
            transaction.Request.Line("GET"u8, "/?a=1&b=1'"u8, "HTTP/1.1"u8);
            transaction.Request.EndHead(transaction.BodySettings);
            Assert.Equal([0, 0], Forms());
            transaction.Forms = known;
            foreach (var index in transaction.Values.Of(Collection.ArgsGet)) known.Mark(transaction.Values, index, 1);
            Assert.Equal([1, 0], Forms());

            int[] Forms() => [.. ((Collection[])[Collection.Args]).SelectMany(c => Indexes(c)).Select(n => (int)transaction.Values.FormOf(n))];

            List<int> Indexes(Collection collection)
            {
                var all = new List<int>();
                foreach (var index in transaction.Values.Of(collection)) all.Add(index);
                return all;
            }
        }
    }
}
