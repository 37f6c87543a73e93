using static Gateway.IntegrationTests.Attacks.Framing.FramingCase;

namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>Several requests in one go: each is read where the one before ends, or not at all.</summary>
internal static class PipelineCases
{
    private const string Host = " HTTP/1.1\r\nHost: localhost\r\n";

    public static FramingCase[] All { get; } =
    [
        Passes("two", $"GET /$/a{Host}\r\nGET /$/b{Host}\r\n", "GET a ", "GET b "),
        Passes("five", string.Concat("abcde".Select(static c => $"GET /$/{c}{Host}\r\n")), [.. "abcde".Select(static c => $"GET {c} ")]),
        Passes("length, then chunks, then none", $"POST /$/a{Host}Content-Length: 1\r\n\r\n1POST /$/b{Host}Transfer-Encoding: chunked\r\n\r\n1\r\n2\r\n0\r\n\r\nGET /$/c{Host}\r\n", "POST a 1", "POST b 2", "GET c "),
        Passes("an empty line between", $"POST /$/a{Host}Content-Length: 1\r\n\r\n1\r\nGET /$/b{Host}\r\n", "POST a 1", "GET b "),
        Passes("the last closes", $"GET /$/a{Host}\r\nGET /$/b{Host}Connection: close\r\n\r\n{Smuggled}", "GET a ", "GET b "),
        Passes("HTTP/1.0 in between closes", $"GET /$/a{Host}\r\nGET /$/b HTTP/1.0\r\nHost: localhost\r\n\r\n{Smuggled}", "GET a ", "GET b "),
        Then("no route", $"GET /nothing{Host}\r\n", 404),
        Then("no credential", $"GET /closed/a{Host}\r\n", 401),
        Then("no credential, with a length", $"POST /closed/a{Host}Content-Length: 5\r\n\r\nhello", 401),
        Then("no credential, with chunks", $"POST /closed/a{Host}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n", 401),
        Then("dot segments", $"GET /$/../a{Host}\r\n", 400),
        Then("a fragment", $"GET /$/a#b{Host}\r\n", 400),
        Then("another host", "GET /$/a HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
        AndEnds("a malformed length", $"POST /$/b{Host}Content-Length: x\r\n\r\n"),
        AndEnds("length and coding", $"POST /$/b{Host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        AndEnds("an unknown method", $"FOO /$/b{Host}\r\n"),
        AndEnds("no method", "\r\n\r\n\r\n{}\r\n\r\n"),
        AndEnds("binary", "\x16\x03\x01\x02\0\x01\0\r\n\r\n"),
        AndEnds("an HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"),
        AndEnds("a malformed expectation", $"POST /$/b{Host}Expect: x\r\nContent-Length: 5\r\n\r\nhello"),
        Answered("a malformed chunk of a refused request", $"POST /closed/a{Host}Transfer-Encoding: chunked\r\n\r\n5;\n\r\nhello\r\n0\r\n\r\n{Smuggled}", [401, FramingCase.Ends]),
    ];

    /// <summary>Refused with its connection kept: the next request is the next request.</summary>
    private static FramingCase Then(string name, string refused, int status) =>
        Answered(name + ", then a request", $"{refused}GET /$/b{Host}\r\n", [status, 200], "GET b ");

    /// <summary>An answered request, then one that ends the connection with everything behind it.</summary>
    private static FramingCase AndEnds(string name, string refused) =>
        Answered("a request, then " + name, $"GET /$/a{Host}\r\n{refused}{Smuggled}", [200, FramingCase.Ends], "GET a ");
}
