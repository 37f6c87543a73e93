using static Gateway.IntegrationTests.Attacks.Framing.FramingCase;

namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>Field lines, RFC 9112 section 5: whitespace, folding and bytes that let one side skip a line that the other reads.</summary>
internal static class FieldCases
{
    private const string Length = "Content-Length: 5\r\n";

    public static FramingCase[] All { get; } =
    [
        Field("length with space before the colon", "Content-Length : 5"),
        Field("length with tab before the colon", "Content-Length\t: 5"),
        Field("length with space before the name", " Content-Length: 5"),
        Field("length with tab before the name", "\tContent-Length: 5"),
        Field("length folded into another field", "X: y\r\n Content-Length: 5"),
        Field("length folded with a tab", "X: y\r\n\tContent-Length: 5"),
        Field("length folded behind an empty value", "X:\r\n Content-Length: 5"),
        Field("first field folded", " X: y\r\n" + Length[..^2]),
        Field("a line of one space", " \r\n" + Length[..^2]),
        Field("folded to nothing", "X: y\r\n \r\n" + Length[..^2]),
        Field("empty name", ": y\r\n" + Length[..^2]),
        Field("no colon", "X\r\n" + Length[..^2]),
        Field("no colon, a length in the line", "X Content-Length 5"),
        Field("space in the name", "X Content-Length: 5"),
        Field("NUL in the name", "Content\0-Length: 5"),
        Field("NUL before the name", "\0Content-Length: 5"),
        Field("NUL before the colon", "Content-Length\0: 5"),
        Field("backspace in the name", "Content-Lengthx\x08: 5"),
        Field("DEL in the name", "Content-Length\x7f: 5"),
        Field("high byte in the name", "Content-Length\xff: 5"),
        Field("vertical tab in the name", "Content-Length\x0b: 5"),
        Field("bracket in the name", "(Content-Length): 5"),
        Field("quote in the name", "\"Content-Length\": 5"),
        Field("slash in the name", "Content/Length: 5"),
        Field("semicolon for the colon", "Content-Length; 5"),
        Field("equals for the colon", "Content-Length= 5"),
        Field("a request line among the fields", "GET /$/smuggled HTTP/1.1\r\nContent-Length: 5"),
        Field("NUL in a value", "X: a\0b\r\n" + Length[..^2]),
        Field("ESC in a value", "X: a\x1b[2J\r\n" + Length[..^2]),
        Field("DEL in a value", "X: a\x7f\r\n" + Length[..^2]),
        Field("vertical tab in a value", "X: a\x0b" + "b\r\n" + Length[..^2]),
        Field("high bytes in a value", "X: \xc4\x8a\r\n" + Length[..^2]),
        Answered("underscore twin of the length", $"POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent_Length: 5\r\n\r\nhello{Smuggled}", [200, FramingCase.Ends], "POST a "),
        Field("host twice", "Host: localhost\r\n" + Length[..^2]),
        Field("content type twice", "Content-Type: a/b\r\nContent-Type: c/d\r\n" + Length[..^2]),
        Refused("10,000 fields", $"POST /$/a HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Range(0, 10_000).Select(static i => $"X-{i}: y\r\n"))}{Length}\r\nhello{Smuggled}"),
        Refused("a field of 1 MB", $"POST /$/a HTTP/1.1\r\nHost: localhost\r\nX: {new string('a', 1_000_000)}\r\n{Length}\r\nhello{Smuggled}"),
        Refused("a name of 1 MB", $"POST /$/a HTTP/1.1\r\nHost: localhost\r\n{new string('a', 1_000_000)}: y\r\n{Length}\r\nhello{Smuggled}"),
        Refused("a line without end", $"POST /$/a HTTP/1.1\r\nHost: localhost\r\nX: {new string('a', 40_000)}\r\n{Length}\r\nhello{Smuggled}"),
    ];

    private static FramingCase Field(string name, string lines) =>
        Refused(name, $"POST /$/a HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n\r\nhello{Smuggled}");
}
