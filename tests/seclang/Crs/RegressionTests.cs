using Gateway.SecLang.Execution;
using Gateway.SecLang.Tests.Support;

namespace Gateway.SecLang.Tests.Crs;

/// <summary>The regression suite of CRS 3.3.4 against Debian's rules, paranoia level 4, detection only.</summary>
[Trait("Data", "CRS-3-tests")]
public sealed class RegressionTests
{
    /// <summary>Tests that do not hold, each with its reason.</summary>
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["920100-8"] = "Status 400 of a server that refuses the request line.",
        ["920430-6"] = "Status 400 of a server that refuses the protocol 1.1 without HTTP/; the rule itself lets it pass.",
        ["921140-1"] = "Status 400 of a server that refuses a bare CR in a header; here the rule finds it.",
        ["920181-1"] = "Apache takes Content-Length away where there is Transfer-Encoding, before rules run; here the rule sees both.",
        ["920180-3"] = "The request in the file has a Content-Length, which the test is meant to lack: it is the very request of 920180-4, whose expectation is the opposite.",
    };

    [Fact]
    public void Suite_OfRules334_HoldsButForTheNamedTests()
    {
        var tests = CoreRuleSetTest.ReadAll().FindAll(t => !t.Disabled);
        var rules = CoreRuleSet.Load(CoreRuleSet.TestOptions());
        var failures = new List<string>();
        var held = 0;
        foreach (var test in tests)
        {
            var reason = test.Stages.Select(stage => CrsRunner.Judge(rules, test, stage)).FirstOrDefault(r => r is not null);
            if (reason is null) held++;
            if (reason is null == Exceptions.ContainsKey(test.Name)) failures.Add($"{test.Name}: {reason ?? "holds now; take it off the list"}");
        }

        Assert.True(failures.Count == 0, failures.Count + "\n" + string.Join("\n", failures));
        Assert.Equal(2396, tests.Count);
        Assert.Equal(2396 - Exceptions.Count, held);
    }

    /// <summary>The scan only rules out what cannot match: with and without it the same rules match the same targets with the same data.</summary>
    [Fact]
    public void Suite_OptimizedAndNot_HasTheSameMatches()
    {
        var with = CoreRuleSet.Load(CoreRuleSet.TestOptions());
        var without = CoreRuleSet.Load(CoreRuleSet.TestOptions(optimized: false));
        var (requests, matches) = (0, 0);
        foreach (var stage in CoreRuleSetTest.ReadAll().SelectMany(t => t.Stages))
        {
            var expected = CrsRunner.Run(without, stage.Request).Matches.Select(Describe).ToList();
            Assert.Equal(expected, CrsRunner.Run(with, stage.Request).Matches.Select(Describe));
            requests++;
            matches += expected.Count;
        }

        Assert.Equal(2403, requests);
        Assert.InRange(matches, 14_000, int.MaxValue);

        static string Describe(MatchedRule match) => $"{match.Rule.Id} {string.Join(',', match.Targets)} {match.Message} {match.LogData}";
    }
}
