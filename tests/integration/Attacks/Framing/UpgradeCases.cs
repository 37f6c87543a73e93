using static Gateway.IntegrationTests.Attacks.Framing.FramingCase;

namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>
/// Upgrades, RFC 9110 section 7.8. h2c is never passed on (h2c smuggling). This backend never gives a 101: what follows the head of an upgrade
/// never reaches it as bytes of the other protocol.
/// </summary>
internal static class UpgradeCases
{
    private const string Key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    public static FramingCase[] All { get; } =
    [
        Dropped("h2c", "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"),
        Dropped("h2c alone", "Upgrade: h2c\r\nConnection: Upgrade\r\n"),
        Dropped("h2c without Connection", "Upgrade: h2c\r\n"),
        Dropped("h2c in upper case", "Upgrade: H2C\r\nConnection: upgrade\r\n"),
        Dropped("h2c in a list", "Upgrade: foo, h2c\r\nConnection: Upgrade\r\n"),
        Dropped("TLS", "Upgrade: TLS/1.0\r\nConnection: Upgrade\r\n"),
        Dropped("HTTP/2.0", "Upgrade: HTTP/2.0\r\nConnection: Upgrade\r\n"),
        Dropped("unknown", "Upgrade: smuggle\r\nConnection: Upgrade\r\n"),
        Next("a request behind the head", ""),
        Early("a length", "GET", "Content-Length: 5\r\n", "hello" + Smuggled),
        Next("length 0", "Content-Length: 0\r\n"),
        Early("chunks", "GET", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n" + Smuggled),
        Early("POST", "POST", "Content-Length: 5\r\n", "hello" + Smuggled),
        Next("another kind in a second line", "Upgrade: h2c\r\n"),
        Early("an expectation", "GET", "Expect: 100-continue\r\nContent-Length: 5\r\n", "hello" + Smuggled),
        Next("another kind in a list", "Upgrade: websocket, h2c\r\n"),
        Answered("WebSocket with frames behind the head", $"GET /$/a HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{Key}\r\n\x81\x85\0\0\0\0hello{Smuggled}", [200, FramingCase.Ends], "GET a "),
    ];

    private static FramingCase Dropped(string name, string fields) =>
        Passes(name, $"GET /$/a HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n", "GET a ");

    // Without a 101 the connection speaks HTTP/1.1 on: what follows is the client's next request, and is answered as such.
    private static FramingCase Next(string name, string fields) => Passes(
        "WebSocket with " + name,
        $"GET /$/a HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{Key}{fields}\r\nGET /$/b HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET a ",
        "GET b ");

    private static FramingCase Early(string name, string method, string fields, string behind) =>
        Refused("WebSocket with " + name, $"{method} /$/a HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{Key}{fields}\r\n{behind}");
}
