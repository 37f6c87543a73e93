using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.JsonSchema;
using Gateway.JsonSchema.Patterns;

namespace Gateway.UnitTests.JsonSchema.Patterns;

public class PatternTests
{
    [Theory]
    [InlineData("^[A-Z]{3}-[0-9]{4}(-[A-Z]{1,3})?$", "HOE-1042 SEE-0007-BIO", "HOE-104 hoe-1042 HOE-1042- HOE-1042-ABCD")]
    [InlineData("^\\p{L}+$", "abc äöü Ωμέγα 日本 𝒜", "a1 1 é- ")]
    [InlineData("^\\P{Lu}*$", "abc éß 1", "A aÉ")]
    [InlineData("^[^\\d\\s]+$", "abc _ é", "a1 \u00a0 9")]
    [InlineData("^\\u{1F600}$", "😀", "😁 u")]
    [InlineData("^\\ud83d\\ude00$", "😀", "😁")]
    [InlineData("^[\\ud83d\\ude00-\\ud83d\\ude02]$", "😀 😂", "😃")]
    [InlineData("^\\cJ?x$", "x", "cJx")]
    [InlineData("^a{0}b{2,}$", "bb bbb", "b ab")]
    [InlineData("^(?<year>\\d{4})-(?:\\d\\d)$", "2026-03", "26-03")]
    [InlineData("^(?!-)[a-z0-9-]{1,10}(?<!-)$", "a a-b", "-a a- a_b")]
    [InlineData("a|^b|c$", "xa bx xc b", "xb cx")]
    [InlineData("\\Bx", "ax xx", "x -x")]
    [InlineData("[\\b]|[.]|[$]", ". $", "b")]
    [InlineData("^[a-\\d]$", "a - 5", "b")]
    [InlineData("^\\/\\-\\_?$", "/- /-_", "/ -")]
    [InlineData("^{.*}$", "{} {a}", "{ }")]
    [InlineData("^[]$|^ok$", "ok", "a")]
    [InlineData("^[^]$", "a é 😀", "ab")]
    [InlineData("(a*)*b", "b aab xb", "a c")]
    [InlineData("^(a|aa)+$", "a aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")]
    public void IsMatch_Strings_AsEcma262(string pattern, string matching, string others)
    {
        var compiled = Pattern.Compile(pattern);
        Assert.True(compiled.IsTable);
        foreach (var text in matching.Split(' ')) Assert.True(compiled.IsMatch(Encoding.UTF8.GetBytes(text)), text);
        foreach (var text in others.Split(' ')) Assert.False(compiled.IsMatch(Encoding.UTF8.GetBytes(text)), text);
    }

    [Theory]
    [InlineData("(", "without )")]
    [InlineData("a)", ") without (")]
    [InlineData("[a", "[ without ]")]
    [InlineData("*a", "nothing to repeat")]
    [InlineData("a**", "nothing to repeat")]
    [InlineData("a{3,2}", "out of order")]
    [InlineData("[z-a]", "out of order")]
    [InlineData("\\a", "no escape of ECMA-262")]
    [InlineData("\\", "at the end")]
    [InlineData("(?i)a", "no group of ECMA-262")]
    [InlineData("\\p{Greek}", "allowed: general categories")]
    [InlineData("(a)\\1", "back-reference")]
    [InlineData("x(?=y)z", "look-around")]
    [InlineData("(?<=a)b", "look-around")]
    [InlineData("\\ud83d", "lone surrogate")]
    [InlineData("a{1000000}", "repeat count")]
    [InlineData("((a{1000}){1000}){1000}", "linear time")]
    public void Compile_WhatCannotBeMatched_IsAFindingThatNamesThePattern(string pattern, string reason)
    {
        Assert.Contains(reason, Assert.Throws<PatternSyntaxException>(() => Pattern.Compile(pattern)).Message);
        var quoted = System.Text.Json.JsonSerializer.Serialize(pattern);
        var finding = Assert.Single(Assert.Throws<JsonSchemaException>(() => Validation.Compile($$"""{"pattern":{{quoted}}}""")).Findings);
        Assert.Equal("/pattern", finding.Pointer);
        Assert.Contains(pattern, finding.Message);
    }

    [Theory]
    [InlineData("^[\\x20-\\x7E]{0,8192}$", 0, 8192, "a")]
    [InlineData("^[^a]{100,50000}$", 100, 50_000, "\U0001F600")]
    [InlineData("^.{65,}$", 65, int.MaxValue, "é")]
    public void Compile_AClassManyTimesOver_IsATableOfAFewStates(string pattern, int least, int most, string character)
    {
        var compiled = Pattern.Compile(pattern);

        Assert.True(compiled.IsTable);
        Assert.True(compiled.IsMatch(Times(least)));
        Assert.True(compiled.IsMatch(Times(Math.Min(most, 60_000))));
        if (least > 0) Assert.False(compiled.IsMatch(Times(least - 1)));
        if (most < int.MaxValue) Assert.False(compiled.IsMatch(Times(most + 1)));
        Assert.False(compiled.IsMatch(Encoding.UTF8.GetBytes(new string('b', least) + "\n" + (pattern.Contains("^a", StringComparison.Ordinal) ? "a" : ""))));

        byte[] Times(int count) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(character, count)));
    }

    [Fact]
    public void Compile_TooLargeForATable_FallsBackAndMatchesTheSame()
    {
        var compiled = Pattern.Compile("é[aé]{20}$");

        Assert.False(compiled.IsTable);
        Assert.True(compiled.IsMatch(Encoding.UTF8.GetBytes(new string('é', 21))));
        Assert.True(compiled.IsMatch(Encoding.UTF8.GetBytes("é" + new string('a', 10) + new string('é', 10))));
        Assert.False(compiled.IsMatch(Encoding.UTF8.GetBytes("é" + new string('a', 21))));
        Assert.False(compiled.IsMatch(Encoding.UTF8.GetBytes(new string('é', 21) + "\n")));
    }

    /// <summary>Tables against the backtracking engine of .NET on its own translation.</summary>
    [Fact]
    public void IsMatch_RandomPatterns_AgreesWithDotNet()
    {
        var (examined, matched) = (0, 0);
        Seeds.ForAll(600, seed =>
        {
            var random = new Random(seed);
            var pattern = RandomPattern(random, 3);
            var compiled = Pattern.Compile(pattern);
            var regex = new Regex(PatternTranslation.Translate(PatternParser.Parse(pattern)), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
            for (var i = 0; i < 12; i++)
            {
                var text = string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => new[] { "a", "b", "c", "0", "é", "\n", "😀" }[random.Next(7)]));
                var expected = regex.IsMatch(text);
                Assert.True(expected == compiled.IsMatch(Encoding.UTF8.GetBytes(text)), $"{pattern} on {text}: expected {expected}");
                examined++;
                if (expected) matched++;
            }
        });

        Assert.Equal(7_200, examined);
        Assert.InRange(matched, 1_000, 6_200);
    }

    private static string RandomPattern(Random random, int depth)
    {
        if (depth == 0) return new[] { "a", "b", "[ab]", "[^a]", ".", "\\d", "\\w", "é", "[b-é]", "[^b-é]", "^", "$" }[random.Next(12)];
        string Inner() => RandomPattern(random, depth - 1);
        return random.Next(7) switch
        {
            0 => $"({Inner()}|{Inner()})",
            1 => $"(?:{Inner()})*",
            2 => $"(?:{Inner()})" + new[] { "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}" }[random.Next(6)].ToString(CultureInfo.InvariantCulture),
            3 => "^" + Inner() + "$",
            _ => Inner() + Inner(),
        };
    }
}
