using System.Text;
using Gateway.SecLang.Testing;

namespace Gateway.SecLang.Tests.Testing;

public sealed class RawRequestTests
{
    private static RawRequest Parse(string text) => RawRequest.Parse(Encoding.Latin1.GetBytes(text));

    private static string Text(byte[]? bytes) => Encoding.Latin1.GetString(bytes!);

    [Theory]
    [InlineData("GET /a HTTP/1.1", "GET", "/a", "HTTP/1.1")]
    [InlineData("GET /a b c HTTP/1.1", "GET", "/a b c", "HTTP/1.1")]
    [InlineData("   GET /a  JUNK/1.0 ", "GET", "/a", "JUNK/1.0")]
    [InlineData("GET /a", "GET", "/a", "HTTP/0.9")]
    [InlineData("GET", "GET", "", "HTTP/0.9")]
    public void Line_InAnyForm_HasItsParts(string line, string method, string target, string protocol)
    {
        var request = Parse(line + "\r\nHost: h\r\n\r\n");
        Assert.Equal((method, target, protocol, line), (Text(request.Head.Method), Text(request.Head.Target), Text(request.Head.Protocol), Text(request.Head.Line)));
    }

    [Fact]
    public void Headers_WithLfFoldsAndNoColon_AreAllThere()
    {
        var request = Parse("\r\nPOST / HTTP/1.1\nA:  1 \n fold\r\nno colon\nB:\n\nbody\r\n\r\n");
        Assert.Equal(["A=1 fold", "no colon=", "B="], request.Head.Headers.Select(header => Text(header.Name) + "=" + Text(header.Value)));
        Assert.Equal("body\r\n\r\n", Text(request.Body));
        Assert.Equal("1 fold", Text(request.Head.Header("a"u8)));
        Assert.Null(request.Head.Header("c"u8));
    }

    [Theory]
    [InlineData("3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", "abcde")]
    [InlineData("not chunks", "not chunks")]
    [InlineData("FFFFFFF\r\nabc", "FFFFFFF\r\nabc")]
    public void Body_InChunks_IsWithoutThem(string body, string content) =>
        Assert.Equal(content, Text(Parse("POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n" + body).Body));

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\r\n")]
    [InlineData(" ")]
    [InlineData("GET / HTTP/1.1\r\n : ")]
    public void Anything_IsARequest(string text) => Assert.NotNull(Parse(text).Head);
}
