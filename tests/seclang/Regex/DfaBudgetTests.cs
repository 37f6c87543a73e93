using System.Text;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Tests.Regex;

/// <summary>Values made to fill the automata: many patterns, each of which wants a state for nearly every value.</summary>
public sealed class DfaBudgetTests
{
    private const int MaxBytes = 1024 * 1024;
    private const int Patterns = 40;

    [Fact]
    public void Automata_UnderValuesThatFillThem_StayWithinTheSharedBoundAndAnswerTheSame()
    {
        var budget = new DfaBudget(MaxBytes);
        var regexes = Compile(budget);
        var (free, matches) = (0L, 0);
        var plain = Compile(null);
        foreach (var value in Values(150))
        {
            for (var i = 0; i < Patterns; i++)
            {
                var matched = regexes[i].IsMatch(value);
                if (matched) matches++;
                Assert.Equal(plain[i].IsMatch(value), matched);
                // One step may go over the bound by a state and a table twice as large; then room is made.
                Assert.InRange(budget.Used, 0, MaxBytes);
                Assert.InRange(regexes.Sum(r => (long)r.CachedBytes), 0, MaxBytes + 512 * 1024);
            }
        }

        free = plain.Sum(r => (long)r.CachedBytes);
        Assert.True(free > 4 * MaxBytes, $"without the bound they hold {free} bytes: not the load that this test is about");
        Assert.True(budget.Evictions > 0 && matches > 100, $"{budget.Evictions} evictions, {matches} matches");
    }

    [Fact]
    public async Task Automata_UnderTheSameFromFourThreads_StayWithinTheBound()
    {
        var budget = new DfaBudget(MaxBytes);
        var regexes = Compile(budget);
        var plain = Compile(null);
        var values = Values(120).ToArray();
        var expected = Array.ConvertAll(values, v => Array.ConvertAll(plain, r => r.IsMatch(v)));
        using var start = new Barrier(4);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                for (var i = 0; i < values.Length; i++)
                {
                    var at = (i + (thread * 30)) % values.Length;
                    for (var j = 0; j < Patterns; j++) Assert.Equal(expected[at][j], regexes[j].IsMatch(values[at]));
                }
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.InRange(budget.Used, 0, MaxBytes);
        // Each of the threads may be at an automaton that has just been given up.
        Assert.InRange(regexes.Sum(r => (long)r.CachedBytes), 0, MaxBytes + 1024 * 1024);
        Assert.True(budget.Evictions > 0);
    }

    private static ByteRegex[] Compile(DfaBudget? budget) => [.. Enumerable.Range(0, Patterns).Select(i =>
    {
        // Whether a letter stood so many bytes before: 2^n states.
        var regex = ByteRegex.Compile(Encoding.ASCII.GetBytes($"[a-c{(char)('d' + (i % 20))}].{{{10 + (i / 4)}}}x[0-9]y"));
        if (budget is not null) regex.Share(budget);
        return regex;
    })];

    private static IEnumerable<byte[]> Values(int count)
    {
        var random = new Random(7);
        for (var i = 0; i < count; i++)
        {
            var value = new byte[200];
            for (var j = 0; j < value.Length; j++) value[j] = (byte)random.Next('a', 'z');
            if (i % 4 == 0) "x1y"u8.CopyTo(value.AsSpan(180));
            yield return value;
        }
    }
}
