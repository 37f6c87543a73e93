using Gateway.SecLang.Execution;
using Gateway.SecLang.Tests.Support;

namespace Gateway.SecLang.Tests.Crs;

/// <summary>A rule set is one object for all threads: automata that grow, pooled transactions, shared stores.</summary>
public sealed class ConcurrencyTests
{
    private const int Threads = 4;

    [Fact]
    public async Task Suite_ByFourThreadsAtOnce_HasTheMatchesOfOne()
    {
        var requests = CoreRuleSetTest.ReadAll().SelectMany(t => t.Stages).Select(s => s.Request).ToArray();
        var alone = CoreRuleSet.Load(CoreRuleSet.TestOptions());
        var expected = Array.ConvertAll(requests, r => Describe(CrsRunner.Run(alone, r).Matches));

        // New rules: the threads meet automata without a state, and fill them for one another.
        var shared = CoreRuleSet.Load(CoreRuleSet.TestOptions());
        using var start = new Barrier(Threads);
        var runs = Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                // Each begins at another place, so that all meet the same requests at different times.
                for (var i = 0; i < requests.Length; i++)
                {
                    var at = (i + (thread * requests.Length / Threads)) % requests.Length;
                    Assert.Equal(expected[at], Describe(CrsRunner.Run(shared, requests[at]).Matches));
                }
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await Task.WhenAll(runs);

        Assert.Equal(2403, requests.Length);
        TestContext.Current.TestOutputHelper?.WriteLine($"automata: {alone.Automata.Used / 1024} KiB by one thread, {shared.Automata.Used / 1024} KiB by four, {shared.Automata.Evictions} evictions");
        Assert.InRange(shared.Automata.Used, 1, Gateway.SecLang.Regex.DfaBudget.DefaultMaxBytes);
    }

    private static string Describe(IReadOnlyList<MatchedRule> matches) =>
        string.Join('\n', matches.Select(match => $"{match.Rule.Id} {string.Join(',', match.Targets)} {match.Message} {match.LogData}"));
}
