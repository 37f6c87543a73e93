using System.Net;
using System.Text;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks.Slow;

/// <summary>A way to hold a connection as long as the server allows: what is said at first, and then again and again.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="From">The address that its connections come from.</param>
/// <param name="Start">What is sent at once; null for nothing.</param>
/// <param name="Drip">What is sent over and over; null for nothing.</param>
internal sealed record SlowKind(string Name, IPAddress From, string? Start, string? Drip)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>Without TLS: the handshake itself is what is slow.</summary>
    public bool BeforeTls { get; init; }

    /// <summary>The answer is never read.</summary>
    public bool NeverReads { get; init; }

    public int Connections { get; init; } = 100;

    public static IReadOnlyList<SlowKind> All { get; } =
    [
        new("silent before TLS", Of(1), null, null) { BeforeTls = true },
        // The head of a record that holds a ClientHello of 508 bytes.
        new("handshake byte by byte", Of(2), "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "\x01") { BeforeTls = true },
        new("head line by line", Of(3), "GET /public/a HTTP/1.1\r\nHost: localhost\r\n", "X-A: b\r\n"),
        new("body byte by byte", Of(4), "POST /public/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n", "b"),
        // Few, because each fills the buffers of its sockets with megabytes.
        new("answer not read", Of(5), "GET /public/large HTTP/1.1\r\nHost: localhost\r\n\r\n", null) { NeverReads = true, Connections = 20 },
        new("silent after TLS", Of(6), null, null),
        new("silent after an answer", Of(7), "GET /public/a HTTP/1.1\r\nHost: localhost\r\n\r\n", null),
    ];

    public Task<RawHttp1Connection> ConnectAsync(int port) =>
        RawHttp1Connection.ConnectAsync(port, BeforeTls ? null : new ClientTls(), TimeSpan.FromSeconds(30), From);

    /// <summary>Goes on until the gateway has closed the connection, or, where that cannot be seen without reading, until the end.</summary>
    public async Task HoldAsync(RawHttp1Connection connection, CancellationToken end)
    {
        if (Start is { } start && !await connection.TrySendAsync(Encoding.Latin1.GetBytes(start))) return;
        if (NeverReads)
        {
            await Task.Delay(Timeout.Infinite, end).ContinueWith(static _ => { }, TaskScheduler.Default);
            return;
        }

        while (!end.IsCancellationRequested && !await connection.WaitForCloseAsync(Pause))
        {
            if (Drip is { } drip && !await connection.TrySendAsync(Encoding.Latin1.GetBytes(drip))) return;
        }
    }

    private static IPAddress Of(byte number) => new([127, 0, 5, number]);
}
