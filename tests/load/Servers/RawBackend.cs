using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;

namespace Gateway.LoadTests.Servers;

/// <summary>
/// A backend that costs next to nothing: Kestrel's sockets without its HTTP. It swallows a request's body and answers with the same bytes, or with as
/// many as the path asks for, because it shares a core with the load generator and must not become what is measured.
/// </summary>
internal static class RawBackend
{
    public const string ContentType = "application/json; charset=utf-8";

    /// <summary>An order of about 250 bytes.</summary>
    public const string Body =
        """{"id":42,"number":"2025-000042","status":"shipped","customer":{"id":7,"name":"Example Ltd"},"lines":[{"sku":"A-100","quantity":2,"price":"19.90"},{"sku":"B-200","quantity":1,"price":"5.00"}],"currency":"EUR","total":"44.80","created":"2025-01-02T03:04:05Z"}""";

    private static readonly byte[] Filler = [.. Enumerable.Repeat((byte)'x', 64 * 1024)];

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
            var (bodyLeft, head) = (0L, default(RequestHead?));
            while (true)
            {
                var read = await input.ReadAsync(connection.ConnectionClosed);
                var rest = read.Buffer;
                while (true)
                {
                    if (head is null)
                    {
                        if ((head = TryReadHead(ref rest)) is null) break;
                        bodyLeft = head.Value.BodyBytes;
                    }

                    var swallowed = Math.Min(bodyLeft, rest.Length);
                    rest = rest.Slice(swallowed);
                    if ((bodyLeft -= swallowed) > 0) break;
                    if (head.Value.AnswerBytes is { } bytes) await AnswerAsync(output, bytes, connection.ConnectionClosed);
                    else output.Write(Answer);
                    head = null;
                }

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

    private static async Task AnswerAsync(PipeWriter output, int bytes, CancellationToken closed)
    {
        output.Write(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: {bytes}\r\n\r\n"));
        for (var left = bytes; left > 0; left -= Filler.Length) await output.WriteAsync(Filler.AsMemory(0, Math.Min(left, Filler.Length)), closed);
    }

    private static RequestHead? TryReadHead(ref ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> head, "\r\n\r\n"u8)) return null;
        // The line break behind the last field belongs to what is parsed.
        head = buffer.Slice(0, head.Length + 2);
        buffer = buffer.Slice(reader.Position);
        return RequestHead.Parse(head.IsSingleSegment ? head.FirstSpan : head.ToArray());
    }
}
