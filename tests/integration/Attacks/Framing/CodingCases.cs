using static Gateway.IntegrationTests.Attacks.Framing.FramingCase;

namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>Transfer-Encoding, RFC 9112 section 6.1: exactly "chunked", or no request (TE.TE, and obfuscations that one side skips).</summary>
internal static class CodingCases
{
    public static FramingCase[] All { get; } =
    [
        Doubtful("prefix", "Transfer-Encoding: xchunked"),
        Doubtful("suffix", "Transfer-Encoding: chunkedx"),
        Doubtful("cut off", "Transfer-Encoding: chunke"),
        Doubtful("identity", "Transfer-Encoding: identity"),
        Doubtful("gzip", "Transfer-Encoding: gzip"),
        Doubtful("gzip, chunked", "Transfer-Encoding: gzip, chunked"),
        Doubtful("chunked, gzip", "Transfer-Encoding: chunked, gzip"),
        Doubtful("chunked, identity", "Transfer-Encoding: chunked, identity"),
        Doubtful("identity, chunked", "Transfer-Encoding: identity, chunked"),
        Doubtful("chunked, chunked", "Transfer-Encoding: chunked, chunked"),
        Doubtful("cow, chunked", "Transfer-Encoding: cow, chunked"),
        Doubtful("chunked, cow", "Transfer-Encoding: chunked, cow"),
        Doubtful("empty member first", "Transfer-Encoding: , chunked"),
        Doubtful("empty member last", "Transfer-Encoding: chunked,"),
        Doubtful("empty", "Transfer-Encoding:"),
        Doubtful("blank", "Transfer-Encoding: \t "),
        Doubtful("twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
        Doubtful("twice, second unknown", "Transfer-Encoding: chunked\r\nTransfer-Encoding: x"),
        Doubtful("twice, first unknown", "Transfer-Encoding: x\r\nTransfer-Encoding: chunked"),
        Doubtful("twice, second identity", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"),
        Doubtful("twice, second empty", "Transfer-Encoding: chunked\r\nTransfer-Encoding:"),
        Doubtful("twice in another case", "Transfer-Encoding: chunked\r\ntransfer-encoding: cow"),
        Doubtful("parameter", "Transfer-Encoding: chunked;q=1"),
        Doubtful("parameter with space", "Transfer-Encoding: chunked ; foo=bar"),
        Doubtful("quoted", "Transfer-Encoding: \"chunked\""),
        Doubtful("single quotes", "Transfer-Encoding: 'chunked'"),
        Doubtful("vertical tab before", "Transfer-Encoding: \x0b" + "chunked"),
        Doubtful("vertical tab behind", "Transfer-Encoding: chunked\x0b"),
        Doubtful("form feed before", "Transfer-Encoding: \x0c" + "chunked"),
        Doubtful("NUL behind", "Transfer-Encoding: chunked\0"),
        Doubtful("NUL within", "Transfer-Encoding: chun\0ked"),
        Doubtful("no-break space before", "Transfer-Encoding: \xa0" + "chunked"),
        Doubtful("high byte behind", "Transfer-Encoding: chunked\xff"),
        Doubtful("backspace", "Transfer-Encoding: x\x08" + "chunked"),
        Doubtful("bare CR before", "Transfer-Encoding: \rchunked"),
        Doubtful("bare CR behind", "Transfer-Encoding: chunked\r\r"),
        Doubtful("on the next line", "Transfer-Encoding:\r\n chunked"),
        Doubtful("folded in the middle", "Transfer-Encoding: identity,\r\n chunked"),
        Doubtful("space before the colon", "Transfer-Encoding : chunked"),
        Doubtful("tab before the colon", "Transfer-Encoding\t: chunked"),
        Doubtful("space before the name", " Transfer-Encoding: chunked"),
        Doubtful("NUL in the name", "Transfer-Encoding\0: chunked"),
        Answered("underscore in the name", $"POST /$/a HTTP/1.1\r\nHost: localhost\r\nTransfer_Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n{Smuggled}", [200, FramingCase.Ends], "POST a "),
        Doubtful("space in the name", "Transfer Encoding: chunked"),
    ];

    private static FramingCase Doubtful(string name, string fields) =>
        Refused(name, $"POST /$/a HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n\r\n5\r\nhello\r\n0\r\n\r\n{Smuggled}");
}
