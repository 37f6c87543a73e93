using Gateway.Policies;

namespace Gateway.UnitTests;

public sealed class WholeNumberTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("007", 7)]
    [InlineData("65535", 65535)]
    public void TryParse_Digits_IsTheNumber(string text, int expected)
    {
        Assert.True(WholeNumber.TryParse<ushort>(text, out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("443\0")]
    [InlineData("443\0\0")]
    [InlineData("\0443")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1,000")]
    [InlineData("\u0661")]
    [InlineData("65536")]
    public void TryParse_AnythingElse_IsNone(string text) => Assert.False(WholeNumber.TryParse<ushort>(text, out _));
}
