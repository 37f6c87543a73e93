using static Gateway.IntegrationTests.Attacks.Framing.FramingCase;

namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>Line ends, RFC 9112 section 2.2: a recipient may take a bare LF. This one does not, and never a bare CR.</summary>
internal static class LineEndCases
{
    public static FramingCase[] All { get; } =
    [
        Head("LF everywhere", "POST /$/a HTTP/1.1\nHost: localhost\nContent-Length: 5\n\n"),
        Head("LF behind the request line", "POST /$/a HTTP/1.1\nHost: localhost\r\nContent-Length: 5\r\n\r\n"),
        Head("LF behind the first field", "POST /$/a HTTP/1.1\r\nHost: localhost\nContent-Length: 5\r\n\r\n"),
        Head("LF behind the last field", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\n\r\n"),
        Head("LF as the empty line", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\n"),
        Head("LF LF behind the last field", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\n\n"),
        Head("LF in a value hides a length", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nX: y\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n"),
        Head("LF in a name", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-\nLength: 5\r\n\r\n"),
        Head("LF before the colon", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length\n: 5\r\n\r\n"),
        Head("LF behind the colon", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length:\n5\r\n\r\n"),
        Head("CR everywhere", "POST /$/a HTTP/1.1\rHost: localhost\rContent-Length: 5\r\r"),
        Head("CR behind the request line", "POST /$/a HTTP/1.1\rHost: localhost\r\nContent-Length: 5\r\n\r\n"),
        Head("CR behind a field", "POST /$/a HTTP/1.1\r\nHost: localhost\rContent-Length: 5\r\n\r\n"),
        Head("CR in a value", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\nContent-Length: 5\r\n\r\n"),
        Head("CR in a name", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-\rLength: 5\r\n\r\n"),
        Head("CR CR LF behind a field", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\r\n\r\n"),
        Head("CR LF CR CR LF as the end", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\r\n"),
        Head("LF CR for CR LF", "POST /$/a HTTP/1.1\n\rHost: localhost\n\rContent-Length: 5\n\r\n\r"),
        Head("NEL of Latin-1 as a line end", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nX: y\x85" + "Content-Length: 0\r\nContent-Length: 5\r\n\r\n"),
        Head("form feed as a line end", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nX: y\x0c" + "Content-Length: 0\r\nContent-Length: 5\r\n\r\n"),
    ];

    private static FramingCase Head(string name, string head) => Refused(name, $"{head}hello{Smuggled}");
}
