using static Gateway.IntegrationTests.Attacks.Framing.FramingCase;

namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>Content-Length, RFC 9110 section 8.6 and RFC 9112 section 6.3: one value of digits, or no request.</summary>
internal static class LengthCases
{
    public static FramingCase[] All { get; } =
    [
        Doubtful("twice the same", "Content-Length: 5\r\nContent-Length: 5"),
        Doubtful("twice, growing", "Content-Length: 0\r\nContent-Length: 5"),
        Doubtful("twice, shrinking", "Content-Length: 5\r\nContent-Length: 0"),
        Doubtful("twice, apart", "Content-Length: 5\r\nX: y\r\nContent-Length: 6"),
        Doubtful("twice in another case", "Content-Length: 5\r\ncontent-length: 0"),
        Doubtful("three times", "Content-Length: 5\r\nContent-Length: 5\r\nContent-Length: 5"),
        Doubtful("a list of the same", "Content-Length: 5, 5"),
        Doubtful("a list of two", "Content-Length: 5,0"),
        Doubtful("a list with an empty member", "Content-Length: 5,"),
        Doubtful("a list that begins empty", "Content-Length: ,5"),
        Doubtful("two numbers", "Content-Length: 5 5"),
        Doubtful("two numbers with a tab", "Content-Length: 5\t0"),
        Doubtful("negative", "Content-Length: -5"),
        Doubtful("plus", "Content-Length: +5"),
        Doubtful("minus zero", "Content-Length: -0"),
        Doubtful("empty", "Content-Length:"),
        Doubtful("blank", "Content-Length:    "),
        Doubtful("hexadecimal", "Content-Length: 0x5"),
        Doubtful("hexadecimal digits", "Content-Length: a"),
        Doubtful("decimal point", "Content-Length: 5.0"),
        Doubtful("exponent", "Content-Length: 5e0"),
        Doubtful("word", "Content-Length: five"),
        Doubtful("quoted", "Content-Length: \"5\""),
        Doubtful("parameter", "Content-Length: 5;q=1"),
        Doubtful("thousands", "Content-Length: 5,000"),
        Doubtful("underscore in the number", "Content-Length: 5_0"),
        Doubtful("overflow of 64 bits", "Content-Length: 18446744073709551621"),
        Doubtful("overflow of 63 bits", "Content-Length: 9223372036854775808"),
        Doubtful("overflow of 128 bits", "Content-Length: 340282366920938463463374607431768211461"),
        Doubtful("superscript digit of Latin-1", "Content-Length: \xb2"),
        Doubtful("no-break space before", "Content-Length: \xa0" + "5"),
        Doubtful("vertical tab before", "Content-Length: \x0b" + "5"),
        Doubtful("form feed behind", "Content-Length: 5\x0c"),
        Doubtful("NUL behind", "Content-Length: 5\0"),
        Doubtful("comment", "Content-Length: 5 (five)"),
        Doubtful("beyond what any route takes", "Content-Length: 9223372036854775807"),
        Doubtful("a value per line by folding", "Content-Length: 5\r\n 0"),
    ];

    private static FramingCase Doubtful(string name, string fields) =>
        Refused(name, $"POST /$/a HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n\r\nhello{Smuggled}");
}
