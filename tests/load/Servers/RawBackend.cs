using System.Buffers;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;

namespace Gateway.LoadTests.Servers;

/// <summary>
/// A backend that costs next to nothing: Kestrel's sockets without its HTTP. It answers each request head (bodies are not expected) with the
/// same bytes, because it shares a core with the load generator and must not become what is measured.
/// </summary>
internal static class RawBackend
{
    public const string ContentType = "application/json; charset=utf-8";

    /// <summary>An order of about 250 bytes.</summary>
    public const string Body =
        """{"id":42,"number":"2025-000042","status":"shipped","customer":{"id":7,"name":"Example Ltd"},"lines":[{"sku":"A-100","quantity":2,"price":"19.90"},{"sku":"B-200","quantity":1,"price":"5.00"}],"currency":"EUR","total":"44.80","created":"2025-01-02T03:04:05Z"}""";

    private static readonly byte[] Answer = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {ContentType}\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");

    public static async Task RunAsync(int port, CancellationToken end)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, static endpoint => endpoint.Run(OnConnectionAsync)));
        await using var app = builder.Build();
        await app.StartAsync(end);
        await app.WaitForShutdownAsync(end);
    }

    internal static async Task OnConnectionAsync(ConnectionContext connection)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(connection.ConnectionClosed);
                var rest = read.Buffer;
                while (TryReadHead(ref rest)) output.Write(Answer);
                input.AdvanceTo(rest.Start, rest.End);
                await output.FlushAsync(connection.ConnectionClosed);
                if (read.IsCompleted) return;
            }
        }
        catch (Exception error) when (error is ConnectionResetException or OperationCanceledException)
        {
            // The proxy closed the connection.
        }
    }

    private static bool TryReadHead(ref ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> _, "\r\n\r\n"u8)) return false;
        buffer = buffer.Slice(reader.Position);
        return true;
    }
}
