using static Gateway.IntegrationTests.Attacks.Framing.FramingCase;

namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>Request lines, RFC 9112 section 3: three parts and two single spaces.</summary>
internal static class RequestLineCases
{
    public static FramingCase[] All { get; } =
    [
        Line("two spaces before the target", "GET  /$/a HTTP/1.1"),
        Line("space before the method", " GET /$/a HTTP/1.1"),
        Line("space behind the version", "GET /$/a HTTP/1.1 "),
        Line("tab before the target", "GET\t/$/a HTTP/1.1"),
        Line("tab behind the target", "GET /$/a\tHTTP/1.1"),
        Line("vertical tab before the target", "GET\x0b/$/a HTTP/1.1"),
        Line("form feed behind the target", "GET /$/a\x0cHTTP/1.1"),
        Line("space in the target", "GET /$/a b HTTP/1.1"),
        Line("version in the target", "GET /$/a HTTP/1.1 HTTP/1.1"),
        Line("request line in the target", "GET /$/a HTTP/1.1\0GET /$/smuggled HTTP/1.1"),
        Line("NUL in the target", "GET /$/a\0 HTTP/1.1"),
        Line("bare CR in the target", "GET /$/a\rb HTTP/1.1"),
        Line("DEL in the target", "GET /$/a\x7f HTTP/1.1"),
        Line("high byte in the target", "GET /$/a\xe9 HTTP/1.1"),
        Line("no target", "GET HTTP/1.1"),
        Line("empty target", "GET  HTTP/1.1"),
        Line("no leading slash", "GET public/a HTTP/1.1"),
        Line("asterisk", "GET * HTTP/1.1"),
        Line("authority for a target", "GET localhost:443 HTTP/1.1"),
        Line("CONNECT", "CONNECT localhost:443 HTTP/1.1"),
        Line("CONNECT with a path", "CONNECT /$/a HTTP/1.1"),
        Line("another absolute target", "GET https://evil.example/$/a HTTP/1.1"),
        Line("absolute target with userinfo", "GET https://localhost@evil.example/$/a HTTP/1.1"),
        Line("absolute target of another scheme", "GET ftp://localhost/$/a HTTP/1.1"),
        Line("lower-case method", "get /$/a HTTP/1.1"),
        Line("mixed case", "gEt /$/a HTTP/1.1"),
        Line("unknown method", "SMUGGLE /$/a HTTP/1.1"),
        Line("method with a NUL", "GE\0T /$/a HTTP/1.1"),
        Line("method with a bracket", "GET( /$/a HTTP/1.1"),
        Line("no method", "/$/a HTTP/1.1"),
        Refused("a line without end", $"GET /$/{new string('a', 20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n{Smuggled}"),
        Refused("a method without end", $"{new string('G', 20_000)} /$/a HTTP/1.1\r\nHost: localhost\r\n\r\n{Smuggled}"),
    ];

    private static FramingCase Line(string name, string line) => Refused(name, $"{line}\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello{Smuggled}");
}
