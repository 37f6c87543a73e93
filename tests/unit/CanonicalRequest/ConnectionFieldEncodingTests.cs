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
    public void Value_WithNomination_IsKeptByTheServer(string sent, string seen) =>
        Assert.Equal(seen, ConnectionFieldEncoding.Select("Connection")!.GetString(Encoding.Latin1.GetBytes(sent).AsSpan()));

    [Fact]
    public void Selector_OtherFields_UseTheDefault()
    {
        Assert.Null(ConnectionFieldEncoding.Select("Content-MD"));
        Assert.NotNull(ConnectionFieldEncoding.Select("connection"));
    }
}
