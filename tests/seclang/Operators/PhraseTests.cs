using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gateway.SecLang.Operators;

namespace Gateway.SecLang.Tests.Operators;

public sealed class PhraseTests
{
    [Theory]
    [InlineData("he she his hers", "USHERS", "SHE")]
    [InlineData("hers he", "ushers", "he")]
    [InlineData("b abc", "xabc", "b")]
    [InlineData("abcd bc", "xabce", "bc")]
    [InlineData("( )", "a(b", "(")]
    [InlineData("aab", "aaab", "aab")]
    [InlineData("|3c 73|cript", "a<SCRIPT", "<SCRIPT")]
    [InlineData("a|b", "xA|By", "A|B")]
    [InlineData("|zz|", "x|ZZ|", "|ZZ|")]
    [InlineData("a\\;b", "a;b", "a;b")]
    [InlineData("a\\qb", "a\\qb", "a\\qb")]
    [InlineData("\"one two\"", "a two", "two")]
    [InlineData("é", "É", null)]
    [InlineData("abc", "ab", null)]
    [InlineData("abc", "", null)]
    public void Pm_FindsTheFirstPhraseThatEnds(string argument, string value, string? found) =>
        Assert.Equal(found, OperatorCalls.Find("pm", argument, value));

    [Fact]
    public void PmFromFile_TakesLinesLiterally()
    {
        var file = ("words.data", "# comment\r\n\r\n  two words \r\nShell | India\nback\\\\slash\n#no\n");

        Assert.Equal("TWO WORDS", OperatorCalls.Find("pmFromFile", "words.data", "xx TWO WORDS", file));
        Assert.Equal("shell | india", OperatorCalls.Find("pmf", "words.data", "shell | india", file));
        Assert.Equal("back\\\\slash", OperatorCalls.Find("pmFromFile", "words.data", "back\\\\slash", file));
        Assert.Null(OperatorCalls.Find("pmFromFile", "words.data", "#no comment", file));
        Assert.Null(OperatorCalls.Find("pmFromFile", "words.data", "twowords", file));
    }

    [Fact]
    public void PhraseSet_OnAnyPhrasesAndText_FindsWhatPlainSearchFinds()
    {
        var words = Gen.Elements("a", "b", "ab", "Ba", "aab", "bba", "\u00E9").ListOf().Select(string.Concat);
        var cases = from phrases in words.ListOf() from text in words select (phrases, text);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var set = new PhraseSet(c.phrases.Select(Encoding.Latin1.GetBytes));
            var found = set.TryFind(Encoding.Latin1.GetBytes(c.text), out var place) ? (place.Start, place.Length) : ((int, int)?)null;
            return found == Expected(c.phrases, c.text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    /// <summary>The place of the phrase with the smallest end and, of these, the greatest length.</summary>
    private static (int Start, int Length)? Expected(IEnumerable<string> phrases, string text) =>
        phrases.Where(p => p.Length > 0)
            .Select(p => (Start: text.IndexOf(p, StringComparison.OrdinalIgnoreCase), p.Length))
            .Where(p => p.Start >= 0)
            .OrderBy(p => p.Start + p.Length).ThenByDescending(p => p.Length)
            .Cast<(int, int)?>()
            .FirstOrDefault();
}
