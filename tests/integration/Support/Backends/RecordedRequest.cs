using System.Text;

namespace Gateway.IntegrationTests.Support;

/// <summary>One request as it reached the backend, byte by byte and parsed.</summary>
public sealed record RecordedRequest
{
    /// <summary>The number of the connection, from 1, and of the request on it, from 1.</summary>
    public required int Connection { get; init; }

    public required int OnConnection { get; init; }

    /// <summary>Request line and header lines with the empty line, exactly as they came.</summary>
    public required ReadOnlyMemory<byte> Head { get; init; }

    /// <summary>The request line without its line end.</summary>
    public required string RequestLine { get; init; }

    public required HeaderList Headers { get; init; }

    /// <summary>The body as it stood on the wire, chunk framing included.</summary>
    public ReadOnlyMemory<byte> RawBody { get; init; }

    /// <summary>The body's content.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    public HeaderList Trailers { get; init; } = HeaderList.Empty;

    /// <summary>The SNI of the connection; null on plain TCP.</summary>
    public string? ServerName { get; init; }

    /// <summary>SHA-1 thumbprint of the client certificate that the gateway showed, as X509Certificate2.Thumbprint gives it.</summary>
    public string? ClientCertificateHash { get; init; }

    public string Method => RequestLine.Split(' ')[0];

    /// <summary>Everything between the first and the last space of the request line.</summary>
    public string Target => RequestLine[(RequestLine.IndexOf(' ', StringComparison.Ordinal) + 1)..RequestLine.LastIndexOf(' ')];

    public string Version => RequestLine[(RequestLine.LastIndexOf(' ') + 1)..];

    public string HeadText => Encoding.Latin1.GetString(Head.Span);

    public string BodyText => Encoding.UTF8.GetString(Body.Span);

    public bool IsWebSocketUpgrade => Headers.All("Upgrade").Contains("websocket", StringComparer.OrdinalIgnoreCase);

    public override string ToString() => HeadText + BodyText;
}
