using System.Text;
using Gateway.Policies.CanonicalRequest;

namespace Gateway.UnitTests.CanonicalRequest;

public sealed class ConnectionFieldEncodingTests
{
    [Theory]
    [InlineData("close", "close")]
    [InlineData("keep-alive, Upgrade", "keep-alive, Upgrade")]
    [InlineData("TE, close", "TE, close")]
    [InlineData("Upgrade, HTTP2-Settings", "Upgrade, HTTP2-Settings")]
    [InlineData("close, X-User", "close, X-User, close, keep-alive")]
    [InlineData("X-User", "X-User, close, keep-alive")]
    [InlineData("caf\u00e9", "caf\u00e9, close, keep-alive")]
    [InlineData("", "")]
    [InlineData("X-User, close, keep-alive", "X-User, close, keep-alive, close, keep-alive")]
    [InlineData("TE, close, keep-alive", "TE, close, keep-alive")]
    public void Value_WithNomination_IsKeptByTheServer_AndFoundAgainAsItWasSent(string sent, string seen)
    {
        Assert.Equal(seen, FieldEncodings.Select("Connection")!.GetString(Encoding.Latin1.GetBytes(sent).AsSpan()));
        Assert.Equal(sent, ConnectionFieldEncoding.Sent(seen));
    }

    [Fact]
    public void Selector_OtherFields_UseTheDefault()
    {
        Assert.Null(FieldEncodings.Select("Content-MD"));
        Assert.Null(FieldEncodings.Select("Content-Lengtx"));
        Assert.IsType<ConnectionFieldEncoding>(FieldEncodings.Select("connection"));
        Assert.IsType<ContentLengthEncoding>(FieldEncodings.Select("content-length"));
    }
}
