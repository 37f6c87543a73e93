using static Gateway.IntegrationTests.Attacks.Framing.FramingCase;

namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>Versions, RFC 9112 section 2.3: what is not 1.1 frames by other rules, and 1.0 knows no chunks (section 6.1).</summary>
internal static class VersionCases
{
    public static FramingCase[] All { get; } =
    [
        Refused("HTTP/0.9", "GET /$/a\r\n" + Smuggled),
        Refused("HTTP/0.9 with a space", "GET /$/a \r\n\r\n" + Smuggled),
        Refused("HTTP/0.9 named", "GET /$/a HTTP/0.9\r\nHost: localhost\r\n\r\n" + Smuggled),
        Refused("HTTP/1.2", "GET /$/a HTTP/1.2\r\nHost: localhost\r\n\r\n" + Smuggled),
        Refused("HTTP/2.0", "GET /$/a HTTP/2.0\r\nHost: localhost\r\n\r\n" + Smuggled),
        Refused("HTTP/1.10", "GET /$/a HTTP/1.10\r\nHost: localhost\r\n\r\n" + Smuggled),
        Refused("HTTP/1", "GET /$/a HTTP/1\r\nHost: localhost\r\n\r\n" + Smuggled),
        Refused("HTTP/01.1", "GET /$/a HTTP/01.1\r\nHost: localhost\r\n\r\n" + Smuggled),
        Refused("lower case", "GET /$/a http/1.1\r\nHost: localhost\r\n\r\n" + Smuggled),
        Refused("another protocol", "GET /$/a ICAP/1.0\r\nHost: localhost\r\n\r\n" + Smuggled),
        Refused("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Smuggled),
        Refused("HTTP/1.0 with chunks", "POST /$/a HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + Smuggled),
        Refused("HTTP/1.0 with both", "POST /$/a HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Smuggled),
        Refused("HTTP/1.0 POST without length", "POST /$/a HTTP/1.0\r\nHost: localhost\r\n\r\n" + Smuggled),
        Refused("HTTP/1.0 without host", "GET /$/a HTTP/1.0\r\n\r\n" + Smuggled),
        Refused("HTTP/1.1 without host", "GET /$/a HTTP/1.1\r\n\r\n" + Smuggled),
    ];
}
