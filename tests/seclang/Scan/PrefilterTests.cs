using System.Diagnostics;
using System.Text;
using Gateway.SecLang.Regex;
using Gateway.SecLang.Scan;
using Gateway.SecLang.Tests.Regex;

namespace Gateway.SecLang.Tests.Scan;

[Trait("Data", "CRS-3-tests")]
public sealed class PrefilterTests
{
    [Fact]
    public void CrsRules_OverTheValuesOfCrsTests_NeverRuleOutWhatMatches()
    {
        var rules = CrsPatterns.Rules().Where(r => r.Operator is "rx" or "pm" or "pmFromFile" && !r.Argument.AsSpan().StartsWith("%{"u8)).DistinctBy(r => r.Operator + Encoding.Latin1.GetString(r.Argument)).ToArray();
        var values = CrsValues.Read();
        var regexes = Array.ConvertAll(rules, r => r.Operator == "rx" ? ByteRegex.Compile(r.Argument) : null);
        var phrases = Array.ConvertAll(rules, r => r.Operator == "rx" ? [] : CrsPatterns.Phrases(r).ToArray());
        var words = Array.ConvertAll(phrases, list => Array.ConvertAll(list, p => Encoding.Latin1.GetString(p).ToLowerInvariant()));
        var watch = Stopwatch.StartNew();
        var prefilter = Prefilter.Build(rules.Select((_, i) => regexes[i] is { } regex ? ScanItem.Of(regex) : ScanItem.Of(phrases[i])));
        var built = watch.ElapsedMilliseconds;
        var candidates = new ulong[prefilter.Words];
        var (matches, candidateCount) = (0, 0L);
        var missed = new List<string>();
        foreach (var value in values)
        {
            var folded = Encoding.Latin1.GetString(value).ToLowerInvariant();
            prefilter.Scan(value, candidates);
            for (var i = 0; i < rules.Length; i++)
            {
                var isCandidate = (candidates[i >> 6] >> (i & 63) & 1) != 0;
                if (isCandidate) candidateCount++;
                var isMatch = regexes[i]?.IsMatch(value) ?? Array.Exists(words[i], word => folded.Contains(word, StringComparison.Ordinal));
                if (!isMatch) continue;
                matches++;
                if (!isCandidate) missed.Add($"{rules[i].Id}: {Encoding.Latin1.GetString(value)}");
            }
        }

        Assert.True(missed.Count == 0, $"{missed.Count} matches ruled out\n" + string.Join("\n", missed.Take(20)));
        Assert.True(rules.Length >= 260 && matches > 80_000, $"{rules.Length} rules, {matches} matches");
        TestContext.Current.TestOutputHelper?.WriteLine($"{rules.Length} rules, {values.Count} values, {matches} matches, {candidateCount} candidates; {prefilter.States} states, {prefilter.Bytes} bytes, built in {built} ms");
    }
}
