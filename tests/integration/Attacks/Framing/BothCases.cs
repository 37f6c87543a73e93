using static Gateway.IntegrationTests.Attacks.Framing.FramingCase;

namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>Length and coding in one request, RFC 9112 section 6.1: the classic CL.TE and TE.CL, and what dresses them up.</summary>
internal static class BothCases
{
    private const string Chunks = "0\r\n\r\n";

    public static FramingCase[] All { get; } =
    [
        Both("CL.TE", "Content-Length: 6\r\nTransfer-Encoding: chunked", Chunks + "G"),
        Both("CL.TE with a whole request", "Content-Length: 50\r\nTransfer-Encoding: chunked", Chunks + Smuggled),
        Both("TE.CL", "Transfer-Encoding: chunked\r\nContent-Length: 4", "5c\r\nGPOST / HTTP/1.1\r\nContent-Length: 15\r\n\r\nx=1\r\n0\r\n\r\n"),
        Both("CL.0 with coding", "Content-Length: 0\r\nTransfer-Encoding: chunked", Chunks + Smuggled),
        Both("coding first, length 0", "Transfer-Encoding: chunked\r\nContent-Length: 0", Chunks + Smuggled),
        Both("lengths on both sides", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\nContent-Length: 5", Chunks + Smuggled),
        Both("codings on both sides", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\nTransfer-Encoding: chunked", Chunks + Smuggled),
        Both("matching length", "Content-Length: 5\r\nTransfer-Encoding: chunked", Chunks),
        Both("unknown coding", "Content-Length: 5\r\nTransfer-Encoding: cow", "hello" + Smuggled),
        Both("identity", "Content-Length: 5\r\nTransfer-Encoding: identity", "hello" + Smuggled),
        Both("empty coding", "Content-Length: 5\r\nTransfer-Encoding:", "hello" + Smuggled),
        Both("coding with parameter", "Content-Length: 5\r\nTransfer-Encoding: chunked;x", "hello" + Smuggled),
        Both("coding with space before the colon", "Content-Length: 5\r\nTransfer-Encoding : chunked", "hello" + Smuggled),
        Both("coding folded", "Content-Length: 5\r\nX: y\r\n Transfer-Encoding: chunked", "hello" + Smuggled),
        Both("coding behind a bare LF", "Content-Length: 5\r\nX: y\nTransfer-Encoding: chunked", "hello" + Smuggled),
        Both("coding behind a bare CR", "Content-Length: 5\r\nX: y\rTransfer-Encoding: chunked", "hello" + Smuggled),
        Both("length behind a bare LF", "Transfer-Encoding: chunked\r\nX: y\nContent-Length: 5", Chunks + Smuggled),
        Both("what Kestrel makes of a length, from the client", "Transfer-Encoding: chunked\r\nX-Content-Length: 5", Chunks + Smuggled),
        Both("broken length", "Transfer-Encoding: chunked\r\nContent-Length: x", Chunks + Smuggled),
        Both("nominated length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\nConnection: Content-Length", Chunks + Smuggled),
    ];

    private static FramingCase Both(string name, string fields, string body) =>
        Refused(name, $"POST /$/a HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n\r\n{body}");
}
