using System.Diagnostics;
using Gateway.SecLang.Testing;
using Gateway.SecLang.Tests.Crs;

namespace Gateway.SecLang.Tests.Hostile;

public sealed class WorstCaseTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Measure(int level)
    {
        var rules = CoreRuleSet.Load(level == 4 ? CoreRuleSet.TestOptions() : CoreRuleSet.DetectionOptions);
        var small = int.Parse(Environment.GetEnvironmentVariable("HOSTILE_SIZE") ?? "8192");
        var rows = new List<(double PerKb, string Text)>();
        var empty = Cost(rules, HostileInputs.All().First().Make(1));
        foreach (var (name, make) in HostileInputs.All())
        {
            var one = make(small);
            var four = make(4 * small);
            if (Environment.GetEnvironmentVariable("HOSTILE_NAME") is { } wanted && wanted != name) continue;
            var (a, b) = (Cost(rules, one), Cost(rules, four));
            rows.Add((a * 1024 / small, $"{name,-22} {a * 1024 / small,10:f0} us/KB {b * 256 / small,10:f0} us/KB  x{b / a:f1}"));
        }

        if (rules.Counters.Timed)
        {
            var total = rules.Rules.Sum(r => rules.Counters.TimeOf(r.Index).TotalMilliseconds);
            TestContext.Current.TestOutputHelper?.WriteLine($"rules {total:f0} ms: " + string.Join(' ', rules.Rules.OrderByDescending(r => rules.Counters.TimeOf(r.Index)).Take(12).Select(r => $"{r.Id}={rules.Counters.TimeOf(r.Index).TotalMilliseconds:f0}")));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"level {level}, empty {empty:f0} us, automata {rules.Automata.Used / 1024} KB {rules.Automata.Evictions}\n" + string.Join('\n', rows.OrderByDescending(r => r.PerKb).Take(60).Select(r => r.Text)));
    }

    private static double Cost(RuleSet rules, RawRequest request)
    {
        var best = double.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var start = ThreadTime.Microseconds();
            CrsRunner.RequestPhases(rules, request);
            best = Math.Min(best, ThreadTime.Microseconds() - start);
        }

        return best;
    }
}
