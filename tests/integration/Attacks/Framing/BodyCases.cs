using static Gateway.IntegrationTests.Attacks.Framing.FramingCase;

namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>
/// Bodies where one side expects none, RFC 9110 section 9.3.1: CL.0, 0.CL and TE.0 live of a server that ignores them. Here the framing
/// counts for every method: the body goes to the backend as the body, however much it looks like a request.
/// </summary>
internal static class BodyCases
{
    private const string Inner = "GET /x HTTP/1.1\r\nX: ";

    public static FramingCase[] All { get; } =
    [
        .. ((string[])["GET", "OPTIONS", "DELETE", "POST", "PUT", "PATCH"]).Select(WithLength),
        .. ((string[])["GET", "OPTIONS", "DELETE", "POST", "PUT", "PATCH"]).Select(WithChunks),
        WithLength("HEAD") with { ToHead = true },
        WithChunks("HEAD") with { ToHead = true },
        Answered("CL.0 at a path without a route", $"POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Inner.Length}\r\n\r\n{Inner}GET /$/b HTTP/1.1\r\nHost: localhost\r\n\r\n", [404, 200], "GET b "),
        Answered("CL.0 at a closed path", $"POST /closed/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Inner.Length}\r\n\r\n{Inner}GET /$/b HTTP/1.1\r\nHost: localhost\r\n\r\n", [401, 200], "GET b "),
        Answered("TE.0 at a path without a route", $"POST /nothing HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{Inner.Length:x}\r\n{Inner}\r\n0\r\n\r\nGET /$/b HTTP/1.1\r\nHost: localhost\r\n\r\n", [404, 200], "GET b "),
        Answered("TE.0 at a closed path", $"OPTIONS /closed/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{Inner.Length:x}\r\n{Inner}\r\n0\r\n\r\nGET /$/b HTTP/1.1\r\nHost: localhost\r\n\r\n", [401, 200], "GET b "),
        Passes("0.CL: a reserved name of Windows in the path", $"GET /$/con HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Inner.Length}\r\n\r\n{Inner}", $"GET con {Inner}"),
        Passes("CL.0: a request for a file", $"POST /$/favicon.ico HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Inner.Length}\r\n\r\n{Inner}", $"POST favicon.ico {Inner}"),
    ];

    private static FramingCase WithLength(string method) => Passes(
        $"{method} with a length", $"{method} /$/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Inner.Length}\r\n\r\n{Inner}", $"{method} a {Inner}");

    private static FramingCase WithChunks(string method) => Passes(
        $"{method} with chunks", $"{method} /$/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{Inner.Length:x}\r\n{Inner}\r\n0\r\n\r\n", $"{method} a {Inner}");
}
