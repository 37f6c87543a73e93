using Gateway.SecLang.Regex;
using Gateway.SecLang.Testing;
using Gateway.SecLang.Tests.Crs;

namespace Gateway.SecLang.Tests.Hostile;

/// <summary>What a request costs per KB, whatever its sender thought of. The output is the table; what is asserted is that twice as much costs no more than in proportion.</summary>
public sealed class WorstCaseTests
{
    private const int Small = 4 * 1024;
    private const int Times = 8;

    /// <summary>In proportion it is 8, and more where a cache of the processor ends; the square would be 64.</summary>
    private const double MostTimes = 24;

    /// <summary>What a request costs before its first hostile byte: a small one must not look cheap, nor dear.</summary>
    private const double FreeMicroseconds = 3000;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void HostileRequest_EightTimesAsLong_CostsInProportion(int level)
    {
        var rules = CoreRuleSet.Load(level == 4 ? CoreRuleSet.TestOptions() : CoreRuleSet.DetectionOptions);
        var rows = new List<(double PerKb, string Text)>();
        var failures = new List<string>();
        // Compiled code and automata that have met their states: the first request of a process is dear, and not the one to measure.
        foreach (var (_, make) in HostileInputs.All()) Cost(rules, make(1024), 1);
        foreach (var (name, make) in HostileInputs.All())
        {
            var (small, large) = (Cost(rules, make(Small), 2), Cost(rules, make(Times * Small), 1));
            // A collection of garbage that falls on this thread is part of its time: only what costs as much again and again is too dear.
            if (IsTooDear(small, large)) large = Math.Min(large, Cost(rules, make(Times * Small), 5));
            if (IsTooDear(small, large)) failures.Add($"{name}: {small:f0} us, eight times as long {large:f0} us");
            rows.Add((large * 1024 / (Times * Small), $"{name,-22} {small * 1024 / Small,8:f0} us/KB, eight times as long {large * 1024 / (Times * Small),8:f0} us/KB"));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"level {level}: {rows.Count} inputs, automata {rules.Automata.Used / 1024} KiB\n" + string.Join('\n', rows.OrderByDescending(r => r.PerKb).Select(r => r.Text)));
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.Equal(108, rows.Count);
        Assert.InRange(rules.Automata.Used, 1, DfaBudget.DefaultMaxBytes);
    }

    /// <summary>One value of 1 MB, where an operator raised the limits that far.</summary>
    [Fact]
    public void ValueOfOneMegabyte_IsLookedAtWithinTheBoundsOfMemory()
    {
        var options = CoreRuleSet.TestOptions();
        var rules = CoreRuleSet.Load(new RuleSetOptions { Files = options.Files, Before = options.Before + "\nSecRequestBodyNoFilesLimit 4194304" });
        var rows = new List<string>();
        foreach (var (name, make) in HostileInputs.All().Where(i => i.Name is "attacks in one" or "utf8" or "entities" or "high" or "mixed" or "json escapes" or "xml text"))
        {
            using var transaction = rules.Begin();
            var request = make(1024 * 1024);
            var start = ThreadTime.Microseconds();
            CrsRunner.RunRequestPhases(transaction, request);
            rows.Add($"{name}: {(ThreadTime.Microseconds() - start) / 1024:f0} us/KB, {transaction.Values.Arena.Used / 1024 / 1024} MB kept, {transaction.Values.Arena.Rented / 1024 / 1024} MB held");
            // Refused as too large, or looked at as a whole: nothing in between.
            Assert.True(transaction.Overflowed || transaction.Values.Arena.Used > request.Body.Length / 4, name);
            Assert.InRange(transaction.Values.Arena.Rented, 0, 2L * 128 * 1024 * 1024);
        }

        Assert.Equal(7, rows.Count);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', rows));
    }

    private static bool IsTooDear(double small, double large) => large > MostTimes * small + FreeMicroseconds;

    private static double Cost(RuleSet rules, RawRequest request, int times)
    {
        var best = double.MaxValue;
        for (var i = 0; i < times; i++)
        {
            var start = ThreadTime.Microseconds();
            CrsRunner.RequestPhases(rules, request);
            best = Math.Min(best, ThreadTime.Microseconds() - start);
        }

        return best;
    }
}
