using System.Buffers;
using System.Text;
using Gateway.Policies.CanonicalRequest;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits;
using Gateway.SecLang.Bodies;
using Gateway.SecLang.Execution;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Policies.Waf;

/// <summary>Gives the head of a request to the rules in bytes: the target as it is forwarded, undecoded, and each field line.</summary>
internal static class RequestHeadReader
{
    private const int Short = 1024;
    private const string Connection = "Connection";

    public static void Read(Transaction transaction, Exchange exchange, BodySettings settings)
    {
        AddFacts(transaction, exchange);
        var context = exchange.Context;
        var request = context.Request;
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var rented = target.Length <= Short ? null : ArrayPool<byte>.Shared.Rent(target.Length);
        Span<byte> buffer = rented ?? stackalloc byte[Short];
        // Behind the gate it is ASCII.
        var length = Encoding.Latin1.GetBytes(target, buffer);
        Span<byte> method = stackalloc byte[64];
        transaction.Request.Line(MethodOf(context, method), buffer[..length], ProtocolOf(request.Protocol));
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);

        foreach (var (name, values) in request.Headers)
            foreach (var value in values)
                if (value is not null) AddHeader(transaction.Request, name, value);
        transaction.Request.EndHead(settings);
    }

    private static void AddHeader(RequestCollector collector, string name, string value)
    {
        // The gate has the server keep what a client nominates in Connection by words of its own: rules would take them for the client's.
        if (name.Length == Connection.Length && name.Equals(Connection, StringComparison.OrdinalIgnoreCase))
        {
            var sent = ConnectionFieldEncoding.Sent(value);
            if (sent.Length != value.Length) value = sent.ToString();
        }

        // The server has decoded UTF-8 and refused what is none: encoded again, it is what was sent.
        if (Ascii.IsValid(value)) collector.Header(name, value);
        else collector.Header(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
    }

    private static void AddFacts(Transaction transaction, Exchange exchange)
    {
        var context = exchange.Context;
        Span<byte> client = stackalloc byte[64];
        Span<byte> server = stackalloc byte[64];
        Span<byte> host = stackalloc byte[256];
        Span<byte> id = stackalloc byte[16];
        exchange.ClientAddress.TryFormat(client, out var clientLength);
        var serverLength = 0;
        context.Connection.LocalIpAddress?.TryFormat(server, out serverLength);
        var hostText = context.Request.Headers.Host.Count > 0 ? context.Request.Headers.Host[0].AsSpan() : default;
        var colon = hostText.LastIndexOf(':');
        if (colon >= 0 && !hostText[colon..].Contains(']')) hostText = hostText[..colon];
        if (!Encoding.UTF8.TryGetBytes(hostText, host, out var hostLength)) hostLength = 0;
        // For rules that take a sample by it. The trace id costs more to make and is made only when something is told.
        Random.Shared.NextInt64().TryFormat(id, out var idLength, "x16");
        new ConnectionFacts
        {
            RemoteAddress = client[..clientLength],
            RemotePort = context.Connection.RemotePort,
            ServerAddress = server[..serverLength],
            ServerPort = context.Connection.LocalPort,
            ServerName = host[..hostLength],
            UniqueId = id[..idLength],
        }.AddTo(transaction.Values);
    }

    // A WebSocket over HTTP/2 is a GET to policies.
    private static ReadOnlySpan<byte> MethodOf(HttpContext context, Span<byte> buffer)
    {
        if (RequestBodyPresence.IsTunnel(context)) return "GET"u8;
        return Encoding.UTF8.TryGetBytes(context.Request.Method, buffer, out var length) ? buffer[..length] : Encoding.UTF8.GetBytes(context.Request.Method);
    }

    private static ReadOnlySpan<byte> ProtocolOf(string protocol) =>
        HttpProtocol.IsHttp11(protocol) ? "HTTP/1.1"u8
        : HttpProtocol.IsHttp2(protocol) ? "HTTP/2"u8
        : HttpProtocol.IsHttp10(protocol) ? "HTTP/1.0"u8
        : "HTTP/3"u8;
}
