using System.Text;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Tests.Regex;

/// <summary>What a pattern matches, and what its groups hold, is what PCRE says: over the installed rules and the requests of their tests.</summary>
[Trait("Data", "CRS-3-tests")]
public sealed class PcreAgreementTests
{
    [Fact]
    public void CrsPatterns_OverTheValuesOfCrsTests_MatchWhatPcreMatches()
    {
        PcreOracle.SkipWithoutLibrary();
        var patterns = CrsPatterns.Patterns();
        var values = CrsValues.Read();
        var (evaluated, matches) = (0L, 0L);
        var differences = new List<string>();
        var groups = new (int Start, int Length)[ByteRegex.MaxGroups];
        foreach (var pattern in patterns.Where(p => !p.Argument.AsSpan().StartsWith("%{"u8)))
        {
            using var oracle = PcreOracle.Compile(pattern.Argument, fast: true);
            Assert.True(oracle is not null, $"PCRE refuses the pattern of {pattern.Id}");
            var regex = ByteRegex.Compile(pattern.Argument);
            foreach (var value in values)
            {
                evaluated++;
                var expected = oracle.Match(value);
                var isMatch = regex.IsMatch(value);
                if (isMatch != (expected is not null)) differences.Add($"{pattern.Id}: {isMatch} for {Encoding.Latin1.GetString(value)}");
                if (expected is null || !isMatch) continue;
                matches++;
                Assert.True(regex.Match(value, groups, out var count));
                var most = Math.Min(expected.Length, ByteRegex.MaxGroups);
                if (!groups.AsSpan(0, count).SequenceEqual(expected.AsSpan(0, most))) differences.Add($"{pattern.Id}: {string.Join(' ', groups.Take(count))} not {string.Join(' ', expected)} for {Encoding.Latin1.GetString(value)}");
            }
        }

        Assert.True(differences.Count == 0, $"{differences.Count} differences\n" + string.Join("\n", differences.Take(20)));
        Assert.True(patterns.Count >= 240, $"{patterns.Count} patterns");
        Assert.True(evaluated > 1_000_000 && matches > 20_000, $"{evaluated} evaluated, {matches} matches");
        TestContext.Current.TestOutputHelper?.WriteLine($"{patterns.Count} patterns, {values.Count} values, {evaluated} evaluated, {matches} matches");
    }
}
