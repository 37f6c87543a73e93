using System.Net;
using System.Net.Security;
using System.Text;

namespace Gateway.IntegrationTests.Support;

/// <summary>
/// A client connection that sends any bytes and reads responses exactly. Every wait ends after <see cref="Timeout"/> with
/// a message that says what was awaited and what had come.
/// </summary>
public sealed class RawHttp1Connection : IAsyncDisposable
{
    private readonly LoopbackClient _client;
    private readonly ByteReader _reader;

    private RawHttp1Connection(LoopbackClient client, TimeSpan timeout)
    {
        _client = client;
        _reader = new ByteReader(client.Stream);
        Timeout = timeout;
    }

    public TimeSpan Timeout { get; }

    /// <summary>The TLS session: protocol, cipher suite, negotiated ALPN, server certificate. Null on plain TCP.</summary>
    public SslStream? Tls => _client.Tls;

    public IPEndPoint LocalEndPoint => (IPEndPoint)_client.Socket.LocalEndPoint!;

    /// <summary>What has arrived beyond the responses that were read.</summary>
    public ReadOnlyMemory<byte> Unread => _reader.Buffered;

    /// <summary>The peer has ended the connection by RST or in the middle of a TLS record, not in order.</summary>
    public bool WasReset => _reader.WasReset;

    /// <summary>Connects to a loopback port; <paramref name="from"/> picks the source address, such as 127.0.0.2.</summary>
    public static async Task<RawHttp1Connection> ConnectAsync(
        int port, ClientTls? tls = null, TimeSpan? timeout = null, IPAddress? from = null)
    {
        var client = await Deadline.Async(
            token => LoopbackClient.ConnectAsync(port, tls, SslApplicationProtocol.Http11, from, token),
            timeout,
            () => $"connecting to port {port}{(tls is null ? "" : $" with TLS for \"{tls.TargetHost}\"")}");
        return new RawHttp1Connection(client, timeout ?? Deadline.Default);
    }

    public Task SendAsync(ReadOnlyMemory<byte> bytes) => Deadline.Async(
        token => _client.Stream.WriteAsync(bytes, token).AsTask(),
        Timeout,
        () => $"sending {bytes.Length} bytes (does the peer read?)");

    /// <summary>Sends the text as Latin-1: one byte per character.</summary>
    public Task SendAsync(string latin1) => SendAsync(Encoding.Latin1.GetBytes(latin1));

    /// <summary>Sends what the peer takes; false when it has closed or reset, as it may after an early refusal.</summary>
    public async Task<bool> TrySendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await SendAsync(bytes);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The next response; <paramref name="toHead"/> says that it answers HEAD and so has no body.</summary>
    public async Task<RawResponse> ReadResponseAsync(bool toHead = false, TimeSpan? timeout = null) =>
        await ReadResponseOrCloseAsync(toHead, timeout)
            ?? throw new EndOfStreamException("the peer closed the connection without a byte of response");

    /// <summary>The next response, or null when the peer closed or reset the connection without a byte of it.</summary>
    public Task<RawResponse?> ReadResponseOrCloseAsync(bool toHead = false, TimeSpan? timeout = null) => Deadline.Async(
        token => RawResponseReader.ReadAsync(_reader, toHead, token),
        timeout ?? Timeout,
        () => $"reading a response; unconsumed so far: {Unread.Length} bytes \"{Start(Unread)}\"");

    /// <summary>Sends and reads the one response.</summary>
    public async Task<RawResponse> RequestAsync(string latin1, bool toHead = false)
    {
        await SendAsync(latin1);
        return await ReadResponseAsync(toHead);
    }

    /// <summary>A well-formed GET on a connection that stays open.</summary>
    public Task<RawResponse> GetAsync(string target, string host = "localhost", params (string Name, string Value)[] headers) =>
        RequestAsync($"GET {target} HTTP/1.1\r\nHost: {host}\r\n{string.Concat(headers.Select(line => $"{line.Name}: {line.Value}\r\n"))}\r\n");

    /// <summary>Bytes after a 101: whatever comes next, empty when the peer has closed.</summary>
    public Task<byte[]> ReadSomeAsync() => Deadline.Async(_reader.ReadSomeAsync, Timeout, () => "reading bytes");

    public Task<byte[]> ReadExactlyAsync(int count) => Deadline.Async(
        async token => await _reader.ReadExactlyAsync(count, token)
            ?? throw new EndOfStreamException($"the peer closed after {Unread.Length} of {count} bytes"),
        Timeout,
        () => $"reading {count} bytes; {Unread.Length} have come");

    /// <summary>Whether the peer closes or resets within the time. What it sends before stays in <see cref="Unread"/>.</summary>
    public async Task<bool> WaitForCloseAsync(TimeSpan? timeout = null)
    {
        using var source = new CancellationTokenSource(timeout ?? Timeout);
        try
        {
            while (await _reader.FillAsync(source.Token))
            {
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Ends the sending direction; the peer sees the end of the stream and can still answer.</summary>
    public async Task CloseSendAsync()
    {
        if (Tls is { } tls)
            await tls.ShutdownAsync();
        _client.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
    }

    /// <summary>Resets the connection.</summary>
    public void Abort() => _client.Abort();

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private static string Start(ReadOnlyMemory<byte> bytes) =>
        Encoding.Latin1.GetString(bytes.Span[..Math.Min(bytes.Length, 200)]).ReplaceLineEndings("\\n");
}
