using System.Text;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Tests.Regex;

/// <summary>Single constructs, each against PCRE where the library is there, and against what is written here in any case.</summary>
public sealed class PcreSyntaxTests
{
    [Theory]
    [InlineData("abc", "xabcx", "1,3")]
    [InlineData("", "", "0,0")]
    [InlineData("a|b|", "b", "0,1")]
    [InlineData("^a", "ba", null)]
    [InlineData("a$", "a\n", null)]
    [InlineData("a\\Z", "a\n", "0,1")]
    [InlineData("(?m)^b$", "a\nb\nc", "2,1")]
    [InlineData("a.c", "a\nc", "0,3")]
    [InlineData("(?-s)a.c", "a\nc", null)]
    [InlineData("(?i)straße", "STRAßE", "0,6")]
    [InlineData("(?i)é", "É", null)]
    [InlineData("a(?i)b|c", "aB", "0,2")]
    [InlineData("a(?i)b|c", "C", "0,1")]
    [InlineData("(a(?i)b)c", "aBC", null)]
    [InlineData("(?i:a)b", "Ab", "0,2")]
    [InlineData("(?s-i:a)", "A", null)]
    [InlineData("(?x) a b # c \n c", "abc", "0,3")]
    [InlineData("\\x41\\x{42}\\103\\o{104}\\cA", "ABCD\u0001", "0,5")]
    [InlineData("[\\x00-\\x1f]", "a\tb", "1,1")]
    [InlineData("\\v", "\u0085", "0,1")]
    [InlineData("[\\h]", "\u00a0", "0,1")]
    [InlineData("\\s", "\u000b", "0,1")]
    [InlineData("\\w", "\u00e9", null)]
    [InlineData("\\bb", "éb", "1,1")]
    [InlineData("\\Bb", "ab", "1,1")]
    [InlineData("[]a]", "]", "0,1")]
    [InlineData("[^]a]", "]b", "1,1")]
    [InlineData("[a-\\d]", "-", "0,1")]
    [InlineData("[\\d-z]", "-", "0,1")]
    [InlineData("[a\\-z]", "b", null)]
    [InlineData("[[:alpha:]-]+", "1a-b", "1,3")]
    [InlineData("[[:^digit:]]", "1a", "1,1")]
    [InlineData("[:alpha:]", "l", "0,1")]
    [InlineData("[\\b]", "\b", "0,1")]
    [InlineData("\\Qa.b\\E+", "a.bb", "0,4")]
    [InlineData("[\\Q]-\\Ea]+", "a]-", "0,3")]
    [InlineData("a{2}", "aaa", "0,2")]
    [InlineData("a{2,}", "aaa", "0,3")]
    [InlineData("a{0,1}b", "aab", "1,2")]
    [InlineData("a{,2}", "a{,2}", "0,5")]
    [InlineData("a{x}", "a{x}", "0,4")]
    [InlineData("a{2}{2}", "aaaa", "0,4")]
    [InlineData("a*?b", "aab", "0,3")]
    [InlineData("a++b", "aab", "0,3")]
    [InlineData("a++a", "aaa", null)]
    [InlineData("\\s*+;", "  ;", "0,3")]
    [InlineData("\\w*+\\B", "ab", null)]
    [InlineData("(?>a|ab)c", "abc", null)]
    [InlineData("(a)|(b)", "b", "0,1 -1,0 0,1")]
    [InlineData("(?:(a)|b)*", "ab", "0,2 0,1")]
    [InlineData("(a|ab)(c|bcd)(d*)", "abcd", "0,4 0,1 1,3 4,0")]
    [InlineData("(?<x>a)(?P<y>b)(?'z'c)", "abc", "0,3 0,1 1,1 2,1")]
    [InlineData("(?|(a)|(b))c", "bc", "0,2 0,1")]
    [InlineData("(a)\\1", "aa", "0,2 0,1")]
    [InlineData("(?i)(a)\\1", "aA", "0,2 0,1")]
    [InlineData("(a)\\g{-1}", "aa", "0,2 0,1")]
    [InlineData("(?<n>a)\\k<n>(?P=n)", "aaa", "0,3 0,1")]
    [InlineData("a(?=b)", "ab", "0,1")]
    [InlineData("a(?!b)", "abac", "2,1")]
    [InlineData("(?<=a)b", "ab", "1,1")]
    [InlineData("(?<!a)b", "abb", "2,1")]
    [InlineData("a\\Kb", "ab", "1,1")]
    [InlineData("a\\R", "a\r\n", "0,3")]
    [InlineData("a\\Nb", "a\nb", null)]
    [InlineData("a(?#note)b", "ab", "0,2")]
    [InlineData("(?U)a+", "aa", "0,1")]
    [InlineData("(?U)a+?", "aa", "0,2")]
    [InlineData("\\e\\a\\f", "\u001b\a\f", "0,3")]
    [InlineData("\\N{2}", "ab", "0,2")]
    public void Pattern_OfEachConstruct_MatchesAsPcreDoes(string pattern, string value, string? expected)
    {
        var regex = ByteRegex.Compile(Encoding.Latin1.GetBytes(pattern));
        var groups = new (int Start, int Length)[ByteRegex.MaxGroups];
        var input = Encoding.Latin1.GetBytes(value);
        var found = regex.Match(input, groups, out var count);
        Assert.Equal(expected, found ? string.Join(' ', groups.Take(count).Select(g => $"{g.Start},{g.Length}")) : null);
        Assert.Equal(found, regex.IsMatch(input));
        PcreOracle.SkipWithoutLibrary();
        using var oracle = PcreOracle.Compile(Encoding.Latin1.GetBytes(pattern));
        if (oracle is null) return; // PCRE 1, which ModSecurity grew up with, took what PCRE 2 refuses
        var reference = oracle.Match(input);
        Assert.Equal(reference is null ? null : string.Join(' ', reference.Select(g => $"{g.Start},{g.Length}")), expected);
    }

    [Theory]
    [InlineData("a(b", 1, "not closed")]
    [InlineData("ab)", 2, "closing parenthesis")]
    [InlineData("a[b", 1, "not closed")]
    [InlineData("*a", 0, "repeated")]
    [InlineData("a|+", 2, "repeated")]
    [InlineData("a\\", 1, "backslash")]
    [InlineData("[z-a]", 2, "out of order")]
    [InlineData("a{3,2}", 1, "out of order")]
    [InlineData("a{70000}", 1, "65535")]
    [InlineData("\\x{100}", 3, "255")]
    [InlineData("(a)\\2", 5, "group 2")]
    [InlineData("(?R)", 2, "'R'")]
    [InlineData("(?(1)a)", 2, "'('")]
    [InlineData("(*ANY)a", 0, "verb")]
    [InlineData("\\p{L}", 1, "\\p")]
    [InlineData("[[:foo:]]", 1, "foo")]
    [InlineData("(?<1a>b)", 5, "name")]
    [InlineData("(?<a>b)(?<a>c)", 7, "named 'a'")]
    public void Pattern_ThatCannotBeRead_SaysWhatAndWhere(string pattern, int offset, string says)
    {
        var e = Assert.Throws<PcreSyntaxException>(() => ByteRegex.Compile(Encoding.Latin1.GetBytes(pattern)));
        Assert.Equal(offset, e.Offset);
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pattern_NestedTooDeep_IsRefusedWithoutOverflow()
    {
        var pattern = new string('(', 100_000) + new string(')', 100_000);
        Assert.Contains("nested", Assert.Throws<PcreSyntaxException>(() => ByteRegex.Compile(Encoding.Latin1.GetBytes(pattern))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Repetition_TooLargeForAProgram_IsRefused() =>
        Assert.Contains("too large", Assert.Throws<PcreSyntaxException>(() => ByteRegex.Compile("^(?:[ab]{3}){30000}$"u8)).Message, StringComparison.Ordinal);
}
