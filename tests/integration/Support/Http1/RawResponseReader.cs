using System.Globalization;

namespace Gateway.IntegrationTests.Support;

/// <summary>Reads responses from a connection by the message length rules of RFC 9112 section 6.3.</summary>
internal static class RawResponseReader
{
    /// <summary>The next final response with the interim ones before it; null when the peer closed without a byte.</summary>
    public static async Task<RawResponse?> ReadAsync(ByteReader reader, bool toHead, CancellationToken token)
    {
        var interim = new List<RawResponse>();
        while (true)
        {
            var head = new MemoryStream();
            var lines = await Http1Syntax.ReadHeadAsync(reader, head, token);
            if (lines is null)
            {
                if (head.Length == 0 && reader.Buffered.IsEmpty && interim.Count == 0)
                    return null;
                throw new EndOfStreamException($"the peer closed inside a response head, after {head.Length + reader.Buffered.Length} bytes of it");
            }

            var response = ParseHead(lines) with { Head = head.ToArray() };
            if (response.Status is >= 100 and < 200 and not 101)
            {
                interim.Add(response);
                continue;
            }

            response = response with { Interim = interim };
            var bodyless = toHead || response.Status is 101 or 204 or 304;
            return bodyless ? response : await ReadBodyAsync(reader, response, token);
        }
    }

    private static RawResponse ParseHead(List<byte[]> lines)
    {
        var statusLine = lines.Count > 0 ? Http1Syntax.Text(lines[0]) : "";
        var parts = statusLine.Split(' ', 3);
        if (parts.Length < 2 || !parts[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || parts[1].Length != 3
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            throw new InvalidDataException($"found status line \"{statusLine}\"; allowed: HTTP/1.x, three digits, reason");
        var headers = new HeaderList(lines.Skip(1).Select(line => Http1Syntax.ParseHeader(line)));
        return new RawResponse(parts[0], status, parts.Length > 2 ? parts[2] : "", headers, default, HeaderList.Empty);
    }

    private static async Task<RawResponse> ReadBodyAsync(ByteReader reader, RawResponse response, CancellationToken token)
    {
        var coding = response.Headers["Transfer-Encoding"];
        var length = response.Headers["Content-Length"];
        if (coding is not null && length is not null)
            throw new InvalidDataException("a response has both Transfer-Encoding and Content-Length");

        if (coding is not null)
        {
            if (coding != "chunked")
                throw new InvalidDataException($"found Transfer-Encoding \"{coding}\"; allowed: chunked");
            var raw = new MemoryStream();
            var body = await ChunkedBody.ReadAsync(reader, raw, token)
                ?? throw new EndOfStreamException($"the peer closed inside a chunked body, after {raw.Length} bytes of it; status {response.Status}");
            return response with { Body = body.Decoded, Trailers = body.Trailers };
        }

        if (length is null)
            return response with { Body = await reader.ReadToEndAsync(token), EndedByClose = true };
        if (!int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            throw new InvalidDataException($"found Content-Length \"{length}\"; allowed: digits");
        return response with
        {
            Body = await reader.ReadExactlyAsync(count, token)
                ?? throw new EndOfStreamException($"the peer closed after {reader.Buffered.Length} of {count} body bytes; status {response.Status}"),
        };
    }
}
