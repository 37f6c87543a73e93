using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gateway.SecLang.Regex;
using Gateway.SecLang.Scan;

namespace Gateway.SecLang.Tests.Regex;

/// <summary>Patterns and values out of a generator, against PCRE: parser, automaton, groups, fallback and scan at once.</summary>
public sealed class GeneratedPatternTests
{
    private static readonly string[] Atoms =
        ["a", "b", "ab", "S", "k", "\\.", ".", "[a-c]", "[^ab]", "\\w", "\\W", "\\s", "\\d", "\\b", "\\B", "^", "$", "\\x41", "\\xe9", "é", "[\\s\\S]", " ", "select", "<", "\\n", "\\A", "\\z"];

    private static readonly string[] Repeats = ["", "", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{0,2}?", "{2,}", "*+"];

    private static Gen<string> Pattern(int depth)
    {
        var atom = Gen.Elements(Atoms);
        if (depth == 0) return atom;
        var inner = Pattern(depth - 1);
        var group = from open in Gen.Elements("(", "(?:", "(?i:", "(?:", "(?=", "(?!", "(?>") from body in inner select open + body + ")";
        // PCRE takes a repeated look-around differently from version to version: it stays alone.
        var piece = Gen.Frequency((4, from a in atom from r in Gen.Elements(Repeats) select a is "^" or "$" or "\\b" or "\\B" or "\\A" or "\\z" ? a : a.Length > 2 && char.IsAsciiLetter(a[0]) ? $"(?:{a}){r}" : a + r),
            (3, from g in @group from r in Gen.Elements(Repeats) select g.StartsWith("(?=", StringComparison.Ordinal) || g.StartsWith("(?!", StringComparison.Ordinal) ? g : g + r));
        var sequence = from n in Gen.Choose(1, 4) from pieces in piece.ListOf(n) select string.Concat(pieces);
        return from n in Gen.Choose(1, 3) from ways in sequence.ListOf(n) select string.Join('|', ways);
    }

    private static readonly Gen<string> Value =
        from n in Gen.Choose(0, 12)
        from parts in Gen.Elements("a", "b", "c", "A", "B", "ab", "s", "S", "k", ".", " ", "1", "\n", "é", "É", "select", "SELECT", "<", "_").ListOf(n)
        select string.Concat(parts);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Pattern_OverGeneratedValues_MatchesAsPcreDoes(int depth)
    {
        PcreOracle.SkipWithoutLibrary();
        var (examined, matched, regular) = (0, 0, 0);
        var groups = new (int Start, int Length)[ByteRegex.MaxGroups];
        var cases = from p in Pattern(depth) from v in Value.ListOf(20) select (Pattern: p, Values: v);
        foreach (var (pattern, values) in cases.Sample(depth == 3 ? 700 : 1500, 50).Where(c => c.Pattern.Length < 2000))
        {
            var text = Encoding.Latin1.GetBytes(pattern);
            using var oracle = PcreOracle.Compile(text);
            if (oracle is null) continue;
            var regex = ByteRegex.Compile(text);
            if (regex.IsRegular) regular++;

            // What groups hold after a round that read nothing differs from engine to engine; whether there is a match does not.
            var emptyLoop = NodeFacts.Any(regex.ReadSyntax().Root, n => n is RepeatNode { Max: < 0 or > 1 } repeat && NodeFacts.MinLength(repeat.Item) == 0);
            var prefilter = Prefilter.Build([ScanItem.Of(regex)]);
            var candidates = new ulong[prefilter.Words];
            foreach (var value in values)
            {
                var input = Encoding.Latin1.GetBytes(value);
                (int Start, int Length)[]? expected;
                try
                {
                    expected = oracle.Match(input);
                }
                catch (InvalidOperationException)
                {
                    continue; // PCRE gives up on what takes it too long; there is nothing to compare with
                }

                var givenUp = BacktrackMachine.GivenUp;
                var isMatch = regex.IsMatch(input);
                if (BacktrackMachine.GivenUp > givenUp) continue; // more steps than a value may take: counted as a match
                examined++;
                Assert.True(isMatch == expected is not null, $"/{pattern}/ on '{value}': PCRE says {expected is not null}");
                prefilter.Scan(input, candidates);
                if (expected is null) continue;
                matched++;
                Assert.True(candidates[0] == 1, $"/{pattern}/ was ruled out for '{value}'");
                Assert.True(regex.Match(input, groups, out var count));
                if (emptyLoop) continue;
                var most = Math.Min(expected.Length, ByteRegex.MaxGroups);
                while (expected[most - 1].Start < 0) most--;
                Assert.True(groups.AsSpan(0, count).SequenceEqual(expected.AsSpan(0, most)), $"/{pattern}/ on '{value}': {string.Join(' ', groups.Take(count))}, PCRE: {string.Join(' ', expected)}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{examined} examined, {matched} matched, {regular} regular patterns");
        Assert.True(examined > 5_000 && matched > 2_000 && regular > 30, $"{examined} examined, {matched} matched, {regular} regular patterns");
    }
}
