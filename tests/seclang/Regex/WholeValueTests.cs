using System.Text;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Tests.Regex;

/// <summary>Patterns that take any value as a whole, which are matched without a look at it, and those that only look like them.</summary>
public sealed class WholeValueTests
{
    [Theory]
    [InlineData("^.*$", "abc", "0+3")]
    [InlineData("^.*$", "", "0+0")]
    [InlineData("^(.*)$", "a\nb", "0+3 0+3")]
    [InlineData("^(.*)$", "a\n", "0+2 0+2")]
    [InlineData("^(.*?)$", "abc", "0+3 0+3")]
    [InlineData("^(.+)$", "abc", "0+3 0+3")]
    [InlineData("^(.+)$", "", "")]
    [InlineData("^[^x]*$", "axb", "")]
    [InlineData("^(.*)b$", "abc", "")]
    public void Match_OfTheWholeValue_IsThatOfPcre(string pattern, string value, string expected)
    {
        var regex = ByteRegex.Compile(Encoding.Latin1.GetBytes(pattern));
        var groups = new (int Start, int Length)[ByteRegex.MaxGroups];
        var bytes = Encoding.Latin1.GetBytes(value);
        Assert.Equal(expected.Length > 0, regex.IsMatch(bytes));
        Assert.Equal(expected.Length > 0, regex.Match(bytes, groups, out var count));
        Assert.Equal(expected, string.Join(' ', groups.Take(count).Select(static g => $"{g.Start}+{g.Length}")));
    }

    [Fact]
    public void Match_FromTheMiddle_DoesNotBeginBeforeIt()
    {
        var groups = new (int Start, int Length)[1];
        Assert.False(ByteRegex.Compile("^.*$"u8).Match("abc"u8, 1, groups, out _));
    }
}
