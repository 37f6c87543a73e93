using static Gateway.IntegrationTests.Attacks.Framing.FramingCase;

namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>Expectations, RFC 9110 section 10.1.1: two servers that disagree about whether a body follows disagree about the next request.</summary>
internal static class ExpectCases
{
    public static FramingCase[] All { get; } =
    [
        Unknown("unknown", "Expect: foo"),
        Unknown("a list", "Expect: 100-continue, foo"),
        Unknown("twice", "Expect: 100-continue\r\nExpect: 100-continue"),
        Unknown("twice, second unknown", "Expect: 100-continue\r\nExpect: x"),
        Unknown("a parameter", "Expect: 100-continue;q=1"),
        Unknown("a prefix", "Expect: x 100-continue"),
        Unknown("a suffix", "Expect: 100-continuex"),
        Unknown("quoted", "Expect: \"100-continue\""),
        Unknown("folded", "Expect:\r\n 100-continue"),
        Unknown("space before the colon", "Expect : 100-continue"),
        Passes("with its body at once", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello", "POST a hello"),
        Passes("in upper case", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-CONTINUE\r\n\r\nhello", "POST a hello"),
        Passes("with chunks", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "POST a hello"),
        Passes("without a body", "GET /$/a HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n\r\n", "GET a "),
        Passes("with length 0", "POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n", "POST a "),
        Answered("of a refused request, and its body", "POST /closed/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello", [401]),
    ];

    private static FramingCase Unknown(string name, string fields) =>
        Refused(name, $"POST /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n{fields}\r\n\r\nhello{Smuggled}");
}
