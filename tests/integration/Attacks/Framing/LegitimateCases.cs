using static Gateway.IntegrationTests.Attacks.Framing.FramingCase;

namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>What the RFCs allow and clients do: all of it gets through, in one canonical form.</summary>
internal static class LegitimateCases
{
    public static FramingCase[] All { get; } =
    [
        Get("plain", ""),
        Get("length 0", "Content-Length: 0\r\n"),
        Get("host in upper case", "", "GET /$/a HTTP/1.1\r\nHOST: LOCALHOST\r\n"),
        Get("host with its port", "", "GET /$/a HTTP/1.1\r\nHost: localhost:443\r\n"),
        Get("host with a dot at the end", "", "GET /$/a HTTP/1.1\r\nHost: localhost.\r\n"),
        Get("no space behind the colon", "", "GET /$/a HTTP/1.1\r\nHost:localhost\r\n"),
        Get("tabs around a value", "", "GET /$/a HTTP/1.1\r\nHost:\tlocalhost\t\r\n"),
        Get("many spaces around a value", "", "GET /$/a HTTP/1.1\r\nHost:     localhost     \r\n"),
        Get("an empty line before", "", "\r\nGET /$/a HTTP/1.1\r\nHost: localhost\r\n"),
        Get("two empty lines before", "", "\r\n\r\nGET /$/a HTTP/1.1\r\nHost: localhost\r\n"),
        Get("absolute target", "", "GET https://localhost/$/a HTTP/1.1\r\nHost: localhost\r\n"),
        Get("an empty field", "X:\r\n"),
        Get("a field of odd name", "X!#$%&'*+.^`|~9: y\r\n"),
        Get("a value with a colon", "X: a:b: c\r\n"),
        Get("a value like a field", "X: Content-Length: 5\r\n"),
        Get("a value like a chunk", "X: 0;a=b\r\n"),
        Get("a tab within a value", "X: a\tb\r\n"),
        Get("a field twice", "Accept: a/b\r\nAccept: c/d\r\n"),
        Get("cookies twice", "Cookie: a=b\r\nCookie: c=d\r\n"),
        Get("an unknown trailer announced", "TE: trailers\r\n"),
        Get("HTTP/1.0 with host", "", "GET /$/a HTTP/1.0\r\nHost: localhost\r\n"),
        Get("HTTP/1.0 kept alive", "Connection: keep-alive\r\n", "GET /$/a HTTP/1.0\r\nHost: localhost\r\n"),
        Post("length", "Content-Length: 5\r\n", "hello"),
        Post("length in lower case", "content-length: 5\r\n", "hello"),
        Post("length in upper case", "CONTENT-LENGTH: 5\r\n", "hello"),
        Post("length without space", "Content-Length:5\r\n", "hello"),
        Post("length between tabs", "Content-Length:\t5\t\r\n", "hello"),
        Post("length with zeros", "Content-Length: 005\r\n", "hello"),
        Post("chunks", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
        Post("coding in upper case", "TRANSFER-ENCODING: CHUNKED\r\n", "5\r\nhello\r\n0\r\n\r\n"),
        Post("coding without space", "Transfer-Encoding:chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
        Post("coding between tabs", "Transfer-Encoding:\tchunked\t\r\n", "5\r\nhello\r\n0\r\n\r\n"),
        Post("a chunk for each byte", "Transfer-Encoding: chunked\r\n", "1\r\nh\r\n1\r\ne\r\n1\r\nl\r\n1\r\nl\r\n1\r\no\r\n0\r\n\r\n"),
        Post("a size with zeros", "Transfer-Encoding: chunked\r\n", "0005\r\nhello\r\n000\r\n\r\n"),
        Post("an extension", "Transfer-Encoding: chunked\r\n", "5;a=b\r\nhello\r\n0\r\n\r\n"),
        Post("an extension without value", "Transfer-Encoding: chunked\r\n", "5;a\r\nhello\r\n0;b\r\n\r\n"),
        Post("a quoted extension", "Transfer-Encoding: chunked\r\n", "5;a=\"b;c=d\"\r\nhello\r\n0\r\n\r\n"),
        Post("two extensions", "Transfer-Encoding: chunked\r\n", "5;a=b;c=d\r\nhello\r\n0\r\n\r\n"),
        Post("a long extension", "Transfer-Encoding: chunked\r\n", "5;" + new string('a', 20_000) + "\r\nhello\r\n0\r\n\r\n"),
        Post("a trailer", "Transfer-Encoding: chunked\r\nTrailer: X\r\n", "5\r\nhello\r\n0\r\nX: y\r\n\r\n"),
        Passes("hexadecimal size in both cases", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", "POST a 01234567890123456789"),
        Passes("chunks without content", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "POST a "),
        Passes("POST without a body", "POST /$/a HTTP/1.1\r\nHost: localhost\r\n\r\n", "POST a "),
        Passes("HTTP/1.0 POST", "POST /$/a HTTP/1.0\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello", "POST a hello"),
        Get("two spaces before the version", "", "GET /$/a  HTTP/1.1\r\nHost: localhost\r\n"),
        Passes("HEAD", "HEAD /$/a HTTP/1.1\r\nHost: localhost\r\n\r\n", "HEAD a ") with { ToHead = true },
        Passes("HEAD, then GET", "HEAD /$/a HTTP/1.1\r\nHost: localhost\r\n\r\nGET /$/b HTTP/1.1\r\nHost: localhost\r\n\r\n", "HEAD a ", "GET b ") with { ToHead = true },
        Answered("204, then GET", "DELETE /$/204 HTTP/1.1\r\nHost: localhost\r\n\r\nGET /$/b HTTP/1.1\r\nHost: localhost\r\n\r\n", [204, 200], "DELETE 204 ", "GET b "),
        Answered("304, then GET", "GET /$/304 HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \"a\"\r\n\r\nGET /$/b HTTP/1.1\r\nHost: localhost\r\n\r\n", [304, 200], "GET 304 ", "GET b "),
    ];

    private static FramingCase Get(string name, string fields, string head = "GET /$/a HTTP/1.1\r\nHost: localhost\r\n") =>
        Passes(name, $"{head}{fields}\r\n", "GET a ");

    private static FramingCase Post(string name, string fields, string body) =>
        Passes(name, $"POST /$/a HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n{body}", "POST a hello");
}
