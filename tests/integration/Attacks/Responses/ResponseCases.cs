using static Gateway.IntegrationTests.Attacks.Responses.ResponseCase;

namespace Gateway.IntegrationTests.Attacks.Responses;

/// <summary>Answers that leave room for two readings, RFC 9112 section 6.3, and what a compromised backend could do with them.</summary>
internal static class ResponseCases
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";

    public static ResponseCase[] All { get; } =
    [
        Clean("length", Ok + "Content-Length: 5\r\n\r\nhello", "hello"),
        Clean("chunks", Ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "hello"),
        Clean("until the end", Ok + "\r\nhello", "hello") with { Closes = true },
        Clean("length and chunks", Ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "hello"),
        Clean("chunks and length", Ok + "Transfer-Encoding: chunked\r\nContent-Length: 50\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "hello"),
        BadGateway("length twice", Ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello" + Poison),
        BadGateway("a list of lengths", Ok + "Content-Length: 5, 6\r\n\r\nhello" + Poison),
        BadGateway("negative length", Ok + "Content-Length: -5\r\n\r\nhello" + Poison),
        BadGateway("length with a sign", Ok + "Content-Length: +5\r\n\r\nhello" + Poison),
        BadGateway("length in words", Ok + "Content-Length: five\r\n\r\nhello" + Poison),
        BadGateway("length beyond 64 bits", Ok + "Content-Length: 18446744073709551621\r\n\r\nhello" + Poison),
        BadGateway("unknown coding", Ok + "Transfer-Encoding: cow\r\n\r\nhello" + Poison),
        BadGateway("coding twice", Ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + Poison),
        BadGateway("another coding before chunked", Ok + "Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + Poison),
        Clean("bytes behind the length", Ok + "Content-Length: 5\r\n\r\nhello" + Poison, "hello"),
        Clean("bytes behind the chunks", Ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + Poison, "hello"),
        Clean("bytes behind length 0", Ok + "Content-Length: 0\r\n\r\n" + Poison, ""),
        Clean("content with 204", "HTTP/1.1 204 No Content\r\n\r\n" + Poison, "") with { Status = 204 },
        Clean("a length with 204", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello" + Poison, "") with { Status = 204 },
        Clean("content with 304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello" + Poison, "") with { Status = 304 },
        Clean("content with HEAD", Ok + "Content-Length: 5\r\n\r\nhello" + Poison, "") with { Method = "HEAD" },
        Clean("chunks with HEAD", Ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + Poison, "") with { Method = "HEAD" },
        Clean("interim answers", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + Ok + "Content-Length: 5\r\n\r\nhello", "hello"),
        Clean("100 that nobody expects", "HTTP/1.1 100 Continue\r\n\r\n" + Ok + "Content-Length: 5\r\n\r\nhello", "hello"),
        BadGateway("101 that nobody asked for", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n" + Poison),
        CutOff("fewer bytes than the length", Ok + "Content-Length: 500\r\n\r\nhello"),
        CutOff("chunks without end", Ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
        CutOff("a malformed chunk size", Ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nxyz\r\nworld\r\n0\r\n\r\n"),
        CutOff("a chunk longer than it says", Ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello world\r\n0\r\n\r\n"),
        CutOff("a chunk beyond 64 bits", Ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nFFFFFFFFFFFFFFFFF\r\nx"),
        BadGateway("no status line", "hello\r\n\r\n" + Poison),
        BadGateway("HTTP/2", "HTTP/2.0 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
        BadGateway("HTTP/0.9", "<html>hello</html>") with { Closes = true },
        BadGateway("status of two digits", "HTTP/1.1 20 OK\r\nContent-Length: 5\r\n\r\nhello"),
        BadGateway("status with a sign", "HTTP/1.1 +20 OK\r\nContent-Length: 5\r\n\r\nhello"),
        BadGateway("nothing", "") with { Closes = true },
        BadGateway("half a head", Ok + "Content-Le") with { Closes = true },
        BadGateway("a line without colon", Ok + "X\r\nContent-Length: 5\r\n\r\nhello"),
        Clean("space before the colon", Ok + "Content-Length : 5\r\n\r\nhello" + Poison, "hello"),
        BadGateway("empty name", Ok + ": x\r\nContent-Length: 5\r\n\r\nhello"),
        Clean("NUL in a value", Ok + "X: a\0b\r\nContent-Length: 5\r\n\r\nhello", "hello"),
        BadGateway("a head of 1 MB", Ok + $"X: {new string('a', 1_000_000)}\r\nContent-Length: 5\r\n\r\nhello"),
        Clean("a thousand interim answers", string.Concat(Enumerable.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 1000)) + Ok + "Content-Length: 5\r\n\r\nhello", "hello"),
        Clean("LF for line ends", "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", "hello"),
        Clean("a folded field", Ok + "X: a\r\n b\r\nContent-Length: 5\r\n\r\nhello", "hello"),
    ];
}
