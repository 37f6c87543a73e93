namespace Gateway.Telemetry.Tracing;

/// <summary>Opens and closes the server span. In the pipeline only when traces are exported.</summary>
internal sealed class ServerSpanMiddleware(RequestDelegate next, ServerSpans spans)
{
    public async Task InvokeAsync(HttpContext context)
    {
        using var span = spans.Start(context);
        if (span is null)
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
            ServerSpans.Finish(span, context, null);
        }
        catch (Exception error)
        {
            // Recorded and handed on: who answers it is not telemetry's matter.
            ServerSpans.Finish(span, context, error);
            throw;
        }
    }
}
