using System.Globalization;
using System.Net.Security;

namespace Gateway.IntegrationTests.Support;

/// <summary>One connection of a <see cref="RecordingBackend"/>: read a request, record it, answer it, again.</summary>
internal sealed class RecordingConnection(RecordingBackend backend, Stream stream, int number) : IAsyncDisposable
{
    private readonly ByteReader _reader = new(stream);

    public async Task RunAsync(CancellationToken token)
    {
        try
        {
            var onConnection = 0;
            while (await ReadAsync(++onConnection, token) is { } request)
            {
                backend.Record(request);
                if (!await AnswerAsync(backend.Answer(request), token))
                    return;
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The gateway closed, or the test is over: what had come is recorded.
        }
        catch (Exception failure) when (!token.IsCancellationRequested)
        {
            // A mistake of the test itself; it must not pass for a backend that closed.
            backend.RecordFailure(failure);
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async Task<RecordedRequest?> ReadAsync(int onConnection, CancellationToken token)
    {
        var head = new MemoryStream();
        var rawBody = new MemoryStream();
        try
        {
            if (await Http1Syntax.ReadHeadAsync(_reader, head, token) is { Count: > 0 } lines
                && await ReadBodyAsync(Parse(lines, head, onConnection), rawBody, token) is { } request)
                return request;
        }
        catch (InvalidDataException)
        {
            // Kept below as it came: bytes that are no HTTP are evidence, too.
        }

        byte[] rest = [.. head.ToArray(), .. rawBody.ToArray(), .. _reader.Buffered.Span];
        if (rest.Length > 0)
            backend.RecordIncomplete(rest);
        return null;
    }

    private RecordedRequest Parse(List<byte[]> lines, MemoryStream head, int onConnection)
    {
        backend.RecordHead();
        var tls = stream as SslStream;
        return new()
        {
            Connection = number,
            OnConnection = onConnection,
            Head = head.ToArray(),
            RequestLine = Http1Syntax.Text(lines[0]),
            Headers = new HeaderList(lines.Skip(1).Select(line => Http1Syntax.ParseHeader(line))),
            ServerName = tls?.TargetHostName,
            ClientCertificateHash = tls?.RemoteCertificate?.GetCertHashString(),
        };
    }

    private async Task<RecordedRequest?> ReadBodyAsync(RecordedRequest request, MemoryStream raw, CancellationToken token)
    {
        var chunked = request.Headers.Has("Transfer-Encoding");
        var length = request.Headers.All("Content-Length") is [var first, ..] ? first : null;
        if (!chunked && length is null)
            return request;
        if (backend.Sends100Continue && request.Headers.Has("Expect"))
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), token);
        if (chunked)
        {
            return await ChunkedBody.ReadAsync(_reader, raw, token) is { } body
                ? request with { RawBody = body.Raw, Body = body.Decoded, Trailers = body.Trailers }
                : null;
        }

        if (!int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            throw new InvalidDataException(length);
        return await _reader.ReadExactlyAsync(count, token) is { } bytes ? request with { RawBody = bytes, Body = bytes } : null;
    }

    private async Task<bool> AnswerAsync(BackendResponse response, CancellationToken token)
    {
        await response.Gate.WaitAsync(token);
        await stream.WriteAsync(response.Bytes, token);
        while (response.Echo)
        {
            var bytes = await _reader.ReadSomeAsync(token);
            if (bytes.Length == 0)
                return false;
            await stream.WriteAsync(bytes, token);
        }

        return !response.Close;
    }
}
