using static Gateway.IntegrationTests.Attacks.Framing.FramingCase;

namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>Chunked bodies that RFC 9112 section 7.1 does not allow: TERM.EXT, EXT.TERM, ONE.TWO, TWO.ONE, ZERO.TWO, and sizes.</summary>
internal static class ChunkCases
{
    public static FramingCase[] All { get; } =
    [
        Chunk("LF in an extension (CVE-2025-55315)", "5;a\nb\r\nhello\r\n0\r\n\r\n"),
        Chunk("LF ends an extension", "5;a\nhello\r\n0\r\n\r\n"),
        Chunk("LF right behind the semicolon", "5;\n\r\nhello\r\n0\r\n\r\n"),
        Chunk("LF hides a chunk in an extension", "2;\nxx\r\n4c\r\nhello\r\n0\r\n\r\n"),
        Chunk("CR in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n"),
        Chunk("CR ends an extension", "5;a\rhello\r\n0\r\n\r\n"),
        Chunk("LF in the extension of the last chunk", "5\r\nhello\r\n0;a\nb\r\n\r\n"),
        Chunk("LF in a quoted extension", "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n"),
        Chunk("CR LF in a quoted extension", "5;a=\"\r\n\"\r\nhello\r\n0\r\n\r\n"),
        Chunk("LF for CR LF behind the size", "5\nhello\r\n0\r\n\r\n"),
        Chunk("LF for CR LF behind the data", "5\r\nhello\n0\r\n\r\n"),
        Chunk("LF everywhere", "5\nhello\n0\n\n"),
        Chunk("CR for CR LF behind the size", "5\rhello\r\n0\r\n\r\n"),
        Chunk("CR for CR LF behind the data", "5\r\nhello\r0\r\n\r\n"),
        Chunk("CR CR LF behind the size", "5\r\r\nhello\r\n0\r\n\r\n"),
        Chunk("nothing behind the data", "5\r\nhello0\r\n\r\n"),
        Chunk("two bytes that are no CR LF behind the data", "5\r\nhelloXX0\r\n\r\n"),
        Chunk("a byte too many", "5\r\nhelloX\r\n0\r\n\r\n"),
        Chunk("a byte too few", "5\r\nhell\r\n0\r\n\r\n"),
        Chunk("space behind the size", "5 \r\nhello\r\n0\r\n\r\n"),
        Chunk("tab behind the size", "5\t\r\nhello\r\n0\r\n\r\n"),
        Chunk("space before the size", " 5\r\nhello\r\n0\r\n\r\n"),
        Chunk("plus", "+5\r\nhello\r\n0\r\n\r\n"),
        Chunk("minus", "-5\r\nhello\r\n0\r\n\r\n"),
        Chunk("0x", "0x5\r\nhello\r\n0\r\n\r\n"),
        Chunk("h behind", "5h\r\nhello\r\n0\r\n\r\n"),
        Chunk("no digit", "g\r\nhello\r\n0\r\n\r\n"),
        Chunk("no size", "\r\nhello\r\n0\r\n\r\n"),
        Chunk("only an extension", ";a=b\r\nhello\r\n0\r\n\r\n"),
        Chunk("decimal comma", "5,0\r\nhello\r\n0\r\n\r\n"),
        Chunk("underscore", "0_5\r\nhello\r\n0\r\n\r\n"),
        Chunk("quoted size", "\"5\"\r\nhello\r\n0\r\n\r\n"),
        Chunk("NUL behind the size", "5\0\r\nhello\r\n0\r\n\r\n"),
        Chunk("overflow of 32 bits", "100000005\r\nhello\r\n0\r\n\r\n"),
        Chunk("overflow of 64 bits", "10000000000000005\r\nhello\r\n0\r\n\r\n"),
        Chunk("negative in 32 bits", "80000000\r\nhello\r\n0\r\n\r\n"),
        Chunk("negative in 64 bits", "FFFFFFFFFFFFFFFB\r\nhello\r\n0\r\n\r\n"),
        Chunk("a line of zeros without end", new string('0', 70_000) + "5\r\nhello\r\n0\r\n\r\n"),
        Chunk("LF after the last chunk", "5\r\nhello\r\n0\n\r\n"),
        Chunk("LF for the empty line", "5\r\nhello\r\n0\r\n\n"),
        Chunk("text for the empty line", "5\r\nhello\r\n0\r\nXX"),
        Broken("no last chunk", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
        Broken("no empty line at the end", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n"),
    ];

    private static FramingCase Chunk(string name, string body) =>
        Broken(name, $"POST /$/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{body}{Smuggled}");
}
