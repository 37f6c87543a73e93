using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits.Buffering;

namespace Gateway.Policies.Validation.Responses;

/// <summary>Why an answer was not read whole.</summary>
internal enum ResponseReadingFailure
{
    None,
    TooLarge,
    OutOfMemory,
}

/// <summary>Reads an answer whole, within the memory that all bodies share. Whatever was read goes on from memory, read whole or not.</summary>
internal static class ResponseReading
{
    public static async ValueTask<(BufferedBody Body, ResponseReadingFailure Failure)> ReadAsync(
        Exchange exchange, HttpResponseMessage response, RequestBodyBudget budget, long maxBytes, CancellationToken cancellation)
    {
        var original = response.Content;
        var source = await original.ReadAsStreamAsync(cancellation);
        var read = new BudgetedBuffer(budget);
        var body = new BufferedBody(read);
        exchange.Context.Response.RegisterForDispose(body);
        var failure = await FillAsync(read, source, maxBytes, cancellation);
        response.Content = new ReplayedContent(original, new BufferedBodyStream(body, failure is ResponseReadingFailure.None ? null : source), length: null);
        return (body, failure);
    }

    private static async ValueTask<ResponseReadingFailure> FillAsync(BudgetedBuffer buffer, Stream source, long maxBytes, CancellationToken cancellation)
    {
        while (buffer.Length <= maxBytes)
        {
            if (!buffer.TryGetFree(maxBytes + 1, out var free)) return ResponseReadingFailure.OutOfMemory;
            var count = await source.ReadAsync(free, cancellation);
            if (count == 0) return ResponseReadingFailure.None;
            buffer.Advance(count);
        }

        return ResponseReadingFailure.TooLarge;
    }
}
