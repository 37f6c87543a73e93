using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.RequestLimits.Buffering;

/// <summary>Reads a request's body once into memory, for every stage that looks into it. Afterwards <see cref="Exchange.Body"/> has it.</summary>
internal sealed class BodyBuffering(RequestBodyBudget budget, RequestLimitsMetrics metrics)
{
    /// <summary>Reads the body whole unless an earlier stage has done so.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="maxBytes">The most bytes, as sent.</param>
    public ValueTask<BodyFailure> ReadAsync(Exchange exchange, long maxBytes)
    {
        if (exchange.Body is { } body) return new(body.Raw.Length > maxBytes ? BodyFailure.TooLarge : BodyFailure.None);
        return exchange.Context.Request.ContentLength > maxBytes ? new(BodyFailure.TooLarge) : ReadWholeAsync(exchange, maxBytes);
    }

    /// <summary>Reads the body whole or, of one that is too large, as much as allowed. Afterwards the request goes on with all of it in either case.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="maxBytes">The most bytes, as sent.</param>
    /// <returns>With <see cref="BodyFailure.None"/> or <see cref="BodyFailure.TooLarge"/>: the body, or its first bytes.</returns>
    public async ValueTask<(BodyFailure Failure, ReadOnlyMemory<byte> Start)> ReadStartAsync(Exchange exchange, long maxBytes)
    {
        var failure = BodyFailure.None;
        var body = exchange.Body;
        if (body is null) (failure, body) = await ReadCoreAsync(exchange, maxBytes);
        if (failure is not BodyFailure.None and not BodyFailure.TooLarge) return (failure, default);
        return body.Raw.Length > maxBytes ? (BodyFailure.TooLarge, body.Raw[..(int)maxBytes]) : (failure, body.Raw);
    }

    private async ValueTask<BodyFailure> ReadWholeAsync(Exchange exchange, long maxBytes) => (await ReadCoreAsync(exchange, maxBytes)).Failure;

    private async ValueTask<(BodyFailure Failure, BufferedBody Body)> ReadCoreAsync(Exchange exchange, long maxBytes)
    {
        var context = exchange.Context;
        var source = context.Request.Body;
        var buffer = new BudgetedBuffer(budget);
        var body = new BufferedBody(buffer);

        // Before the first byte: whatever happens from here on, the memory goes back.
        context.Response.RegisterForDispose(body);
        var failure = await FillAsync(exchange, buffer, source, maxBytes);
        if (failure is not BodyFailure.None and not BodyFailure.TooLarge and not BodyFailure.OverBudget)
        {
            body.Dispose();
            return (failure, body);
        }

        // In Report mode the request goes on in spite of a failure: then the forwarder reads on where reading was given up.
        var isWhole = failure is BodyFailure.None;
        context.Request.Body = new BufferedBodyStream(body, isWhole ? null : source);
        if (!isWhole) return (failure, body);
        exchange.Body = body;
        metrics.BodyBuffered(buffer.Length);
        return (BodyFailure.None, body);
    }

    private static async ValueTask<BodyFailure> FillAsync(Exchange exchange, BudgetedBuffer buffer, Stream source, long maxBytes)
    {
        var aborted = exchange.Context.RequestAborted;

        // One more than allowed tells a body that is too long from one that just fits.
        var end = Math.Min(exchange.Context.Request.ContentLength ?? long.MaxValue, maxBytes + 1);
        try
        {
            while (buffer.Length < end)
            {
                if (!buffer.TryGetFree(end, out var free)) return BodyFailure.OverBudget;
                var read = await source.ReadAsync(free, aborted);
                if (read == 0) break;
                buffer.Advance(read);
            }

            return buffer.Length > maxBytes ? BodyFailure.TooLarge : BodyFailure.None;
        }
        catch (BadHttpRequestException e)
        {
            return e.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => BodyFailure.TooLarge,
                StatusCodes.Status408RequestTimeout => BodyFailure.TooSlow,
                _ => BodyFailure.Malformed,
            };
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client is there and slow; the route's time is over.
            return exchange.DeadlinePassed ? BodyFailure.OutOfTime : BodyFailure.Aborted;
        }
    }
}
