using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Pipeline;

/// <summary>What a request says of itself as a gRPC call: whether it is one, and how long its caller waits.</summary>
internal static class GrpcCall
{
    public const string TimeoutField = "grpc-timeout";
    private const string Grpc = "application/grpc";
    private const string GrpcWeb = "application/grpc-web";
    private const string GrpcWebText = "application/grpc-web-text";

    /// <summary>
    /// The media type in which the caller understands an answer; null when this is no gRPC call. gRPC is POST over HTTP/2, gRPC-Web POST over
    /// any version: a client that merely claims the type gets the ordinary refusals.
    /// </summary>
    public static string? MediaType(HttpRequest request)
    {
        if (request.ContentType is not { } type || !HasPrefix(type, Grpc) || !HttpMethods.IsPost(request.Method)) return null;
        if (Is(type, GrpcWebText)) return GrpcWebText;
        if (Is(type, GrpcWeb)) return GrpcWeb;
        return Is(type, Grpc) && !HttpProtocol.IsHttp11(request.Protocol) && !HttpProtocol.IsHttp10(request.Protocol) ? Grpc : null;
    }

    /// <summary>The request says so, in whatever way it comes: it may be a stream in both directions.</summary>
    public static bool IsClaimed(HttpRequest request) => HasPrefix(request.ContentType, Grpc);

    /// <summary>An answer of a gRPC backend, over whatever carries it.</summary>
    public static bool IsAnswer(HttpResponse response) => HasPrefix(response.ContentType, Grpc);

    /// <summary>gRPC-Web, whose status stands in the content.</summary>
    public static bool IsWeb(HttpRequest request) => HasPrefix(request.ContentType, GrpcWeb);

    /// <summary>
    /// How long the call may take: what the caller waits, at most the route's time. The backend is told the same, so that it does not work on
    /// for somebody who has gone; what cannot be read is replaced by the route's time, or taken away where there is none.
    /// </summary>
    /// <param name="request">The request; its grpc-timeout is replaced.</param>
    /// <param name="route">The route's time; null for no bound.</param>
    public static TimeSpan? Bound(HttpRequest request, TimeSpan? route)
    {
        if (MediaType(request) is null) return route;
        var field = request.Headers[TimeoutField];
        if (field.Count == 1 && TryParse(field[0], out var asked) && (route is null || asked <= route)) return asked;
        if (route is { } limit) request.Headers[TimeoutField] = Format(limit);
        else request.Headers.Remove(TimeoutField);
        return route;
    }

    private static bool HasPrefix(string? type, string media) => type?.StartsWith(media, StringComparison.OrdinalIgnoreCase) is true;

    private static bool Is(string type, string media) =>
        HasPrefix(type, media) && (type.Length == media.Length || type[media.Length] is '+' or ';' or ' ');

    // 1 to 8 digits and a unit: "Timeout" in the gRPC protocol over HTTP/2.
    private static bool TryParse(string? text, out TimeSpan value)
    {
        value = default;
        if (text is not { Length: >= 2 and <= 9 } || !WholeNumber.TryParse<uint>(text.AsSpan(0, text.Length - 1), out var count)) return false;
        var ticks = text[^1] switch
        {
            'H' => TimeSpan.TicksPerHour,
            'M' => TimeSpan.TicksPerMinute,
            'S' => TimeSpan.TicksPerSecond,
            'm' => TimeSpan.TicksPerMillisecond,
            'u' => TimeSpan.TicksPerMicrosecond,
            'n' => 1,
            _ => 0,
        };
        // Less than a tick is a millisecond here: a timer has no finer one. More than a timer can hold (49 days) is as good as its most.
        var all = text[^1] == 'n' ? count / TimeSpan.NanosecondsPerTick : count * ticks;
        value = new TimeSpan(Math.Clamp(all, TimeSpan.TicksPerMillisecond, 40 * TimeSpan.TicksPerDay));
        return ticks != 0;
    }

    private static string Format(TimeSpan value)
    {
        var milliseconds = (long)Math.Ceiling(value.TotalMilliseconds);
        return milliseconds <= 99_999_999
            ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds}m")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Min(99_999_999, milliseconds / 1000)}S");
    }
}
