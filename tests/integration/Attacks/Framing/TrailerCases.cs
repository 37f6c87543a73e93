using static Gateway.IntegrationTests.Attacks.Framing.FramingCase;

namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>Trailer sections, RFC 9110 section 6.5: what is well-formed ends the body and goes no further; what is not ends the connection.</summary>
internal static class TrailerCases
{
    public static FramingCase[] All { get; } =
    [
        Ignored("a length", "Content-Length: 50"),
        Ignored("a coding", "Transfer-Encoding: chunked"),
        Ignored("another host", "Host: evil.example"),
        Ignored("a credential", "Authorization: Bearer x\r\nX-Api-Key: x"),
        Ignored("a second content type", "Content-Type: text/evil"),
        Ignored("connection options", "Connection: close, X-Forwarded-For"),
        Malformed("no colon", "XX"),
        Malformed("space before the colon", "X : y"),
        Malformed("folded", "X: y\r\n z: 1"),
        Malformed("empty name", ": y"),
        Malformed("bare LF between two", "X: y\nZ: z"),
        Malformed("bare CR between two", "X: y\rZ: z"),
    ];

    private static FramingCase Ignored(string name, string trailers) => Passes(name, Request(trailers), "POST a hello");

    private static FramingCase Malformed(string name, string trailers) => Broken(name, Request(trailers) + Smuggled);

    private static string Request(string trailers) =>
        $"POST /$/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n{trailers}\r\n\r\n";
}
