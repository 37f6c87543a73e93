using Gateway.IntegrationTests.Support;
using static Gateway.IntegrationTests.Attacks.Http2.Http2Case;
using static Gateway.IntegrationTests.Attacks.Http2.Http2Outcome;

namespace Gateway.IntegrationTests.Attacks.Http2;

/// <summary>Fields and lengths, RFC 9113 sections 8.1.1 and 8.2: what would frame anew when it is written as HTTP/1.1 (H2.CL, H2.TE, CRLF injection).</summary>
internal static class FieldAndLengthCases
{
    public static Http2Case[] All { get; } =
    [
        Field("upper case", "X-Upper", "y"),
        Field("transfer-encoding", "transfer-encoding", "chunked"),
        Field("transfer-encoding identity", "transfer-encoding", "identity"),
        Field("connection", "connection", "close"),
        Field("connection nominates", "connection", "x-forwarded-for"),
        Field("keep-alive", "keep-alive", "timeout=5"),
        Field("proxy-connection", "proxy-connection", "keep-alive"),
        Field("upgrade", "upgrade", "h2c"),
        Field("te other than trailers", "te", "gzip"),
        Field("te with more than trailers", "te", "trailers, gzip"),
        Field("empty name", "", "y"),
        Field("space in the name", "x y", "z"),
        Field("colon in the name", "x:y", "z"),
        Field("CR LF in the name", "x: y\r\ntransfer-encoding", "chunked"),
        Field("NUL in the name", "x\0", "y"),
        Field("high byte in the name", "x\xff", "y"),
        Field("CR LF in a value", "x", "y\r\nTransfer-Encoding: chunked"),
        Field("LF in a value", "x", "y\nTransfer-Encoding: chunked"),
        Field("CR in a value", "x", "y\rz"),
        Field("NUL in a value", "x", "y\0z"),
        Field("a request in a value", "x", "y\r\n\r\nGET /public/smuggled HTTP/1.1\r\nHost: localhost"),
        Field("host of another case beside the authority", "host", "LOCALHOST", Answered),
        Field("another host beside the authority", "host", "evil.example", Answered),
        Field("te trailers", "te", "trailers", Answered),
        Length("more than came", "6"),
        Length("less than came", "4"),
        Length("none but content came", "0"),
        Length("a sign", "+5"),
        Length("negative", "-5"),
        Length("a list", "5, 5"),
        Length("a word", "five"),
        Length("empty", ""),
        Length("overflow", "18446744073709551621"),
        Length("what came", "5", Answered),
        Request("length twice", Refused, static f => f.AddRange([("content-length", "5"), ("content-length", "5")]), "hello"),
        Request("length without content", Refused, static f => f.Add(("content-length", "5"))),
        Request("length 0 without content", Answered, static f => f.Add(("content-length", "0"))),
        new("length 0 with an end of its own", static async (connection, folder) =>
        {
            var stream = await connection.StartAsync(Http2Headers.Request("POST", folder + "a", more: ("content-length", "0")), endStream: false);
            await connection.PingAsync();
            await stream.SendDataAsync(default, endStream: true);
            return stream;
        }, Answered),
        new("length 0 and content after a while", static async (connection, folder) =>
        {
            var stream = await connection.StartAsync(Http2Headers.Request("POST", folder + "a", more: ("content-length", "0")), endStream: false);
            await connection.PingAsync();
            await stream.SendDataAsync("hello"u8.ToArray(), endStream: true);
            return stream;
        }, Refused),
        Request("a body that is a request", Answered, static _ => { }, "0\r\n\r\nGET /public/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        Trailers("with a pseudo-header", [(":path", "/admin")]),
        Trailers("with a status", [(":status", "200")]),
        Trailers("in upper case", [("X", "y")]),
        Trailers("with transfer-encoding", [("transfer-encoding", "chunked")], Answered),
        Trailers("with connection", [("connection", "close")]),
        Trailers("with CR LF", [("x", "y\r\nz: 1")], Answered),
        Trailers("well-formed", [("x", "y")], Answered),
        Trailers("with a length", [("content-length", "50")], Answered),
    ];

    private static Http2Case Field(string name, string field, string value, Http2Outcome outcome = Refused) =>
        Request("field: " + name, outcome, f => f.Add((field, value)));

    private static Http2Case Length(string name, string value, Http2Outcome outcome = Refused) =>
        Request("length: " + name, outcome, f => f.Add(("content-length", value)), "hello");

    // Trailers go to nobody; the runner sees that the backend gets none.
    private static Http2Case Trailers(string name, (string Name, string Value)[] trailers, Http2Outcome outcome = Refused) => new(
        "trailers " + name,
        async (connection, folder) =>
        {
            var stream = await connection.StartAsync(Http2Headers.Request("POST", folder + "a"), endStream: false);
            await stream.SendDataAsync("hello"u8.ToArray(), endStream: false);
            await stream.SendTrailersAsync(trailers);
            return stream;
        },
        outcome);
}
