using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.RequestLimits.Buffering;
using Gateway.Policies.Validation.Responses;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Waf.Responses;

/// <summary>The start of an answer's body in memory, decoded. Whatever was read goes on from there.</summary>
internal sealed class ResponseBodyReader(WafOptions options, RequestBodyBudget budget)
{
    private readonly MediaTypeList _types = new(options.ResponseMediaTypes);

    public bool Wants(Exchange exchange, HttpResponseMessage response) =>
        !HttpMethods.IsHead(exchange.Context.Request.Method) && (int)response.StatusCode is not (204 or 205 or 304) && response.Content.Headers.ContentLength != 0
        && response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) && MediaType.TryParse(values.ToString(), out var type) && _types.Contains(type);

    /// <summary>False where there is nothing to look at for want of memory.</summary>
    public async ValueTask<(bool IsRead, ReadOnlyMemory<byte> Body, bool IsCut)> ReadAsync(Exchange exchange, HttpResponseMessage response, CancellationToken cancellation)
    {
        var original = response.Content;
        var (body, failure) = await ResponseReading.ReadAsync(exchange, response, budget, options.MaxInspectedResponseBytes, cancellation);
        // Off the thread that waits for the sockets (decision 0029).
        await Task.Yield();
        if (failure is ResponseReadingFailure.OutOfMemory) return (false, default, false);
        var isCut = failure is ResponseReadingFailure.TooLarge;
        if (original.Headers.ContentEncoding.Count == 0) return (true, body.Raw, isCut);
        // Of a compressed answer that is too large, or damaged, there is nothing to be read.
        return !isCut && ResponseDecoding.TryDecode(original, body, budget, options.MaxInspectedResponseBytes, out var decoded) ? (true, decoded, false) : (true, default, true);
    }
}
