using System.Diagnostics;
using Gateway.SecLang.Forms;
using Gateway.SecLang.Tests.Crs;

namespace Gateway.SecLang.Tests.Forms;

public sealed class Explore
{
    [Fact]
    public void Show()
    {
        var crs4 = Environment.GetEnvironmentVariable("GATEWAY_CRS4");
        var sets = new List<(string, RuleSet)> { ("PL1", CoreRuleSet.Load(CoreRuleSet.DefaultOptions)), ("PL4", CoreRuleSet.Load(CoreRuleSet.TestOptions())), ("4 PL4", CoreRuleSet.Load(new RuleSetOptions { Files = ["/tmp/crs4/crs-setup.conf.example", "/tmp/crs4/rules/*.conf"], Before = "SecAction \"id:900005,phase:1,nolog,pass,setvar:tx.blocking_paranoia_level=4,setvar:tx.detection_paranoia_level=4\"" })), ("4 PL1", CoreRuleSet.Load(new RuleSetOptions { Files = ["/tmp/crs4/crs-setup.conf.example", "/tmp/crs4/rules/*.conf"] })) };
        var forms = ValueForms.All.Concat([ValueForms.OfPattern("token", "[A-Za-z0-9_-]{1,64}")!, ValueForms.OfPattern("code", "[A-Z]{3}")!, ValueForms.OfValues("sort", ["asc", "desc"])!]).ToArray();
        foreach (var (name, rules) in sets)
        {
            var watch = Stopwatch.StartNew();
            var known = KnownForms.Bind(rules, forms);
            TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {watch.ElapsedMilliseconds} ms");
            var links = Enumerable.Range(1, 5).SelectMany(p => rules.Phase(p).Steps).SelectMany(s => s.Rule.Links.Select(l => (s.Rule, Link: l))).Where(l => KnownForms.LooksAtArguments(l.Link)).ToArray();
            for (var f = 1; f <= forms.Length; f++)
            {
                var one = Stopwatch.StartNew();
                KnownForms.Bind(rules, [forms[f - 1]]);
                var open = links.Where(l => !known.Skips(f, l.Link)).ToArray();
                var unions = rules.Scan.Unions.Select((u, i) => (u, i)).Where(u => u.u.Collection is Gateway.SecLang.Collections.Collection.Args or Gateway.SecLang.Collections.Collection.ArgsGet or Gateway.SecLang.Collections.Collection.ArgsPost).ToArray();
                TestContext.Current.TestOutputHelper!.WriteLine($"{forms[f - 1]} ({forms[f - 1].States}): {links.Length - open.Length} of {links.Length}, unions {unions.Count(u => known.SkipsUnion(f, u.i))} of {unions.Length}, {one.ElapsedMilliseconds} ms; open {string.Join(' ', open.Take(60).Select(o => o.Rule.Id + (o.Link == o.Rule.Links[0] ? "" : "+")))}");
            }
        }
    }
}
