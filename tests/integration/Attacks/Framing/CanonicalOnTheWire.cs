using System.Text.RegularExpressions;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>One reading only: what every request at a backend must be, whatever the client had sent.</summary>
internal static partial class CanonicalOnTheWire
{
    public static void Check(RecordedRequest request)
    {
        Assert.Matches(RequestLine(), request.RequestLine);
        var lines = request.HeadText.Split("\r\n");
        Assert.DoesNotContain(lines, static line => line.AsSpan().ContainsAny("\r\n\0"));
        Assert.All(lines[1..^2], static line => Assert.Matches(Field(), line));
        Assert.Single(request.Headers.All("Host"));
        Assert.False(request.Headers.Has("X-Content-Length"), request.HeadText);
        Assert.False(request.Headers.Has("Upgrade") && !request.IsWebSocketUpgrade, request.HeadText);
        Assert.False(request.Headers.Has("HTTP2-Settings"), request.HeadText);
        Assert.All(request.Headers.All("TE"), static te => Assert.Equal("trailers", te));
        Assert.Empty(request.Trailers);
        CheckFraming(request);
    }

    private static void CheckFraming(RecordedRequest request)
    {
        var codings = request.Headers.All("Transfer-Encoding");
        var lengths = request.Headers.All("Content-Length");
        Assert.True(codings.Count + lengths.Count <= 1, request.HeadText);
        Assert.All(codings, static coding => Assert.Equal("chunked", coding));
        Assert.All(lengths, static length => Assert.Matches(Length(), length));
        Assert.All(request.Headers.All("Expect"), static expect => Assert.Equal("100-continue", expect));
        if (codings.Count > 0) Assert.Matches(Chunks(), System.Text.Encoding.Latin1.GetString(request.RawBody.Span));
    }

    [GeneratedRegex("^[A-Z]+ /[\\x21-\\x7e]* HTTP/1\\.1\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex RequestLine();

    [GeneratedRegex("^[A-Za-z0-9!#$%&'*+.^`|~-]+: [\\x20-\\x7e\\t]*\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Field();

    [GeneratedRegex("^(0|[1-9][0-9]*)\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Length();

    // No extension, no sign, no leading zero; the end once.
    [GeneratedRegex("^([1-9A-Fa-f][0-9A-Fa-f]*\\r\\n[\\x00-\\xff]*\\r\\n)*0\\r\\n\\r\\n\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Chunks();
}
