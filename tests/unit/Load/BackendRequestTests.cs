using Gateway.LoadTests.Servers;

namespace Gateway.UnitTests.Load;

public sealed class BackendRequestTests
{
    [Theory]
    [InlineData("GET /down/bytes/102400 HTTP/1.1\r\nHost: a\r\n", 0, 102_400)]
    [InlineData("GET /tls/orders/42 HTTP/1.1\r\nContent-Length: 7\r\n", 0, null)]
    [InlineData("POST /up/orders/42 HTTP/1.1\r\nHost: a\r\ncontent-LENGTH: 10485760\r\nX: y\r\n", 10_485_760, null)]
    [InlineData("POST /up/bytes/5 HTTP/1.1\r\nHost: a\r\n", 0, 5)]
    public void Parse_Head_TellsWhatComesAndWhatIsAskedFor(string head, long body, int? answer)
    {
        Assert.Equal(new RequestHead(body, answer), RequestHead.Parse(System.Text.Encoding.ASCII.GetBytes(head)));
    }

    [Fact]
    public void Parse_ChunkedBody_IsRefused()
    {
        Assert.Throws<InvalidDataException>(() => RequestHead.Parse("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"u8));
    }
}
