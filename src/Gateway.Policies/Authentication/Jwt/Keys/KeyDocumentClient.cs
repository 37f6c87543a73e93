using System.Net;

namespace Gateway.Policies.Authentication.Jwt.Keys;

/// <summary>
/// Fetches key sets and discovery documents. Its own connections, apart from the traffic: no redirects (they could lead to plain http or
/// inside the network), no cookies, no decompression, a bound on the size; TLS certificates are verified.
/// </summary>
internal sealed class KeyDocumentClient(HttpMessageHandler handler) : IDisposable
{
    private readonly HttpMessageInvoker _invoker = new(handler);

    public static KeyDocumentClient Create() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        MaxConnectionsPerServer = 4,
        MaxResponseHeadersLength = 32,
        ActivityHeadersPropagator = null,
    });

    /// <exception cref="KeySourceException">With "connection-failed", "http-status", "too-large" or "timeout".</exception>
    public async Task<ReadOnlyMemory<byte>> GetAsync(Uri uri, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            request.Headers.Accept.ParseAdd("application/jwk-set+json");
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await _invoker.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK) throw new KeySourceException("http-status", $"status {(int)response.StatusCode} from {uri.Host}");
            if (response.Content.Headers.ContentLength > KeySetDocument.MaxBytes) throw TooLarge(uri);
            using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await ReadAsync(stream, uri, cancellationToken);
        }
        catch (OperationCanceledException e)
        {
            throw new KeySourceException("timeout", $"no complete answer in time from {uri.Host}", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new KeySourceException("connection-failed", $"{(e as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown} from {uri.Host}", e);
        }
    }

    public void Dispose() => _invoker.Dispose();

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream, Uri uri, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        var length = 0;
        while (await stream.ReadAsync(buffer.AsMemory(length), cancellationToken) is var read and > 0)
        {
            length += read;
            if (length > KeySetDocument.MaxBytes) throw TooLarge(uri);
            if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        }

        return buffer.AsMemory(0, length);
    }

    private static KeySourceException TooLarge(Uri uri) => new("too-large", $"more than {KeySetDocument.MaxBytes} bytes from {uri.Host}");
}
