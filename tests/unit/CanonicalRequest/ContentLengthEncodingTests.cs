using System.Text;
using Gateway.Policies.CanonicalRequest;

namespace Gateway.UnitTests.CanonicalRequest;

public sealed class ContentLengthEncodingTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("005", "005")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("12345678901234567890", "x")]
    [InlineData("+5", "x")]
    [InlineData("-0", "x")]
    [InlineData("5 5", "x")]
    [InlineData("5,5", "x")]
    [InlineData("\u0665", "x")]
    [InlineData("", "x")]
    [InlineData("a length that is longer than the server has room for", "x")]
    public void Value_ThatIsNotDigits_IsNoNumberToTheServer(string sent, string seen)
    {
        var bytes = Encoding.UTF8.GetBytes(sent);

        // As Kestrel calls it, and as it calls it for its message.
        Span<char> chars = stackalloc char[20];
        Assert.Equal(seen, chars[..ContentLengthEncoding.Instance.GetChars(bytes, chars)].ToString());
        if (bytes.Length > 0) Assert.Equal(seen, ContentLengthEncoding.Instance.GetString(bytes.AsSpan()));
    }
}
