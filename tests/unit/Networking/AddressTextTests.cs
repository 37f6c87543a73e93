using Gateway.Policies.Networking;

namespace Gateway.UnitTests.Networking;

public sealed class AddressTextTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("2001:DB8:0::1", "2001:db8::1")]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.1")]
    [InlineData("::", "::")]
    public void TryParse_OneSpelling_IsRead(string text, string expected)
    {
        Assert.True(AddressText.TryParse(text, out var address));
        Assert.Equal(expected, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("0x7f.1")]
    [InlineData("010.0.0.1")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4\0")]
    [InlineData("1.2.3.256")]
    [InlineData("::ffff:010.0.0.1")]
    [InlineData("::0.0.0.01")]
    [InlineData("::1.2.3")]
    [InlineData("1.2.3.4::")]
    [InlineData("[::1]")]
    [InlineData("fe80::1%1")]
    [InlineData("::1/64")]
    [InlineData(":::")]
    public void TryParse_WhatReadersDisagreeAbout_IsNone(string text) => Assert.False(AddressText.TryParse(text, out _));
}
