using static Gateway.IntegrationTests.Attacks.Http2.Http2Case;
using static Gateway.IntegrationTests.Attacks.Http2.Http2Outcome;

namespace Gateway.IntegrationTests.Attacks.Http2;

/// <summary>Control data, RFC 9113 section 8.3: each field once, before all others, and no other.</summary>
internal static class PseudoHeaderCases
{
    public static Http2Case[] All { get; } =
    [
        Request("no method", Refused, static f => Remove(f, ":method")),
        Request("no scheme", Refused, static f => Remove(f, ":scheme")),
        Request("no path", Refused, static f => Remove(f, ":path")),
        Request("no authority and no host", Refused, static f => Remove(f, ":authority")),
        Request("host in place of the authority", Answered, static f => { Remove(f, ":authority"); f.Add(("host", "localhost")); }),
        Request("no pseudo-header at all", Refused, static f => f.Clear()),
        Request("method twice", Refused, static f => f.Insert(1, (":method", "POST"))),
        Request("path twice", Refused, static f => f.Insert(1, f.Find(static l => l.Name == ":path"))),
        Request("scheme twice", Refused, static f => f.Insert(1, (":scheme", "https"))),
        Request("authority twice", Refused, static f => f.Insert(1, (":authority", "localhost"))),
        Request("behind a field", Refused, static f => f.Insert(0, ("x", "y"))),
        Request("unknown", Refused, static f => f.Insert(0, (":evil", "y"))),
        Request("of a response", Refused, static f => f.Insert(0, (":status", "200"))),
        Request("empty name", Refused, static f => f.Insert(0, (":", "y"))),
        Request("empty method", Refused, static f => Change(f, ":method", ":method", "")),
        Request("empty path", Refused, static f => Change(f, ":path", ":path", "")),
        Request("empty authority", Refused, static f => Change(f, ":authority", ":authority", "")),
        Request("empty scheme", Refused, static f => Change(f, ":scheme", ":scheme", "")),
        Request("another scheme", Refused, static f => Change(f, ":scheme", ":scheme", "ftp")),
        Request("plain scheme under TLS", Refused, static f => Change(f, ":scheme", ":scheme", "http")),
        Request("lower-case method", Refused, static f => Change(f, ":method", ":method", "get")),
        Request("method with a request line in it", Refused, static f => Change(f, ":method", ":method", "GET /admin HTTP/1.1\r\nX: ")),
        Request("method with a space", Refused, static f => Change(f, ":method", ":method", "GET /admin")),
        Request("TRACE", Refused, static f => Change(f, ":method", ":method", "TRACE")),
        Request("path without slash", Refused, static f => Change(f, ":path", ":path", "admin")),
        Request("asterisk", Refused, static f => Change(f, ":path", ":path", "*")),
        Request("absolute path", Refused, static f => Change(f, ":path", ":path", "https://localhost/admin")),
        Request("path with a space", Refused, static f => Change(f, ":path", ":path", "/public/a HTTP/1.1")),
        Request("path with CR LF", Refused, static f => Change(f, ":path", ":path", "/public/a HTTP/1.1\r\nX: y")),
        Request("path with NUL", Refused, static f => Change(f, ":path", ":path", "/public/a\0")),
        Request("authority with userinfo", Refused, static f => Change(f, ":authority", ":authority", "localhost@evil")),
        Request("authority with CR LF", Refused, static f => Change(f, ":authority", ":authority", "localhost\r\nX: y")),
        Request("two authorities", Refused, static f => Change(f, ":authority", ":authority", "localhost,evil")),
        Request("another authority", Refused, static f => Change(f, ":authority", ":authority", "evil.example")),
        Request("CONNECT", Refused, static f => { f.Clear(); f.AddRange([(":method", "CONNECT"), (":authority", "localhost:443")]); }),
        Request("CONNECT with a path", Refused, static f => Change(f, ":method", ":method", "CONNECT")),
        Request("extended CONNECT to nothing known", Refused, static f => { Change(f, ":method", ":method", "CONNECT"); f.Insert(1, (":protocol", "smuggle")); }),
        Request("extended CONNECT to connect-udp", Refused, static f => { Change(f, ":method", ":method", "CONNECT"); f.Insert(1, (":protocol", "connect-udp")); }),
        Request("extended CONNECT without scheme", Refused, static f => { Change(f, ":method", ":method", "CONNECT"); Remove(f, ":scheme"); f.Insert(1, (":protocol", "websocket")); }),
        Request("extended CONNECT without path", Refused, static f => { Change(f, ":method", ":method", "CONNECT"); Remove(f, ":path"); f.Insert(1, (":protocol", "websocket")); }),
        Request("protocol on GET", Refused, static f => f.Insert(1, (":protocol", "websocket"))),
        Request("protocol twice", Refused, static f => { Change(f, ":method", ":method", "CONNECT"); f.InsertRange(1, [(":protocol", "websocket"), (":protocol", "websocket")]); }),
    ];

    internal static void Remove(List<(string Name, string Value)> fields, string name) => fields.RemoveAll(line => line.Name == name);

    internal static void Change(List<(string Name, string Value)> fields, string name, string newName, string value) =>
        fields[fields.FindIndex(line => line.Name == name)] = (newName, value);
}
