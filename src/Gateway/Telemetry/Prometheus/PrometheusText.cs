using System.Buffers;

namespace Gateway.Telemetry.Prometheus;

/// <summary>The metrics as text (exposition format 0.0.4), for /metrics. Who may ask is the listener's matter.</summary>
internal sealed class PrometheusText(PrometheusExporter exporter)
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    // Prometheus asks from one place, two when it is highly available. More at a time, and a slow reader could hold as many copies as it liked.
    private const int MaxScrapes = 4;

    private int _scrapes;

    /// <summary>Answers GET and HEAD; 503 when too many scrapes run already.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = ContentType;
        var body = HttpMethods.IsHead(context.Request.Method) ? Stream.Null : response.Body;
        if (await WriteAsync(body, context.RequestAborted)) return;
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers.RetryAfter = "1";
        response.ContentType = null;
    }

    /// <summary>Collects and writes. Collecting is serialised and takes milliseconds; writing takes as long as the reader does.</summary>
    /// <returns>False, with nothing written, when too many scrapes run already or nothing is collected.</returns>
    public async Task<bool> WriteAsync(Stream target, CancellationToken cancellation)
    {
        try
        {
            if (Interlocked.Increment(ref _scrapes) > MaxScrapes) return false;
            var text = new ArrayBufferWriter<byte>(64 * 1024);
            if (!exporter.TryRender(text)) return false;
            await target.WriteAsync(text.WrittenMemory, cancellation);
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _scrapes);
        }
    }
}
