using static Gateway.IntegrationTests.Attacks.Framing.FramingCase;

namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>Connection options, RFC 9110 section 7.6.1: who nominates a field asks the proxy to drop it. Framing fields are not his to drop.</summary>
internal static class ConnectionCases
{
    public static FramingCase[] All { get; } =
    [
        Nominates("the length", "Content-Length"),
        Nominates("the length in lower case", "content-length"),
        Nominates("the length beside close", "close, Content-Length"),
        Nominates("the length beside keep-alive", "keep-alive, Content-Length"),
        Nominates("the coding that is not there", "Transfer-Encoding"),
        Nominates("the host", "Host"),
        Nominates("the content type", "Content-Type"),
        Nominates("a credential", "Authorization"),
        Nominates("the expectation", "Expect"),
        NamesNothing("no token", "a b"),
        NamesNothing("a quoted name", "\"Content-Length\""),
        NamesNothing("a name with a colon", "Content-Length:"),
        Refused("nominates the coding that is there", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: Transfer-Encoding\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + Smuggled),
        Refused("nominates in a second line", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nConnection: close\r\nConnection: Content-Length\r\n\r\nhello" + Smuggled),
        Passes("nominates a field of his own", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nConnection: X\r\nX: y\r\n\r\nhello", "POST a hello"),
        Passes("keep-alive", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n\r\nhello", "POST a hello"),
        Passes("close", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello", "POST a hello"),
        Passes("close, and a request behind it", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello" + Smuggled, "POST a hello"),
        Passes("Proxy-Connection", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nProxy-Connection: keep-alive\r\n\r\nhello", "POST a hello"),
        Passes("TE", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTE: trailers\r\nConnection: TE\r\n\r\nhello", "POST a hello"),
    ];

    // No field can have such a name: nothing is dropped, and the connection ends behind the body.
    private static FramingCase NamesNothing(string name, string value) =>
        Passes("nominates " + name, $"POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nConnection: {value}\r\n\r\nhello{Smuggled}", "POST a hello");

    private static FramingCase Nominates(string name, string value) =>
        Refused("nominates " + name, $"POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nConnection: {value}\r\n\r\nhello{Smuggled}");
}
