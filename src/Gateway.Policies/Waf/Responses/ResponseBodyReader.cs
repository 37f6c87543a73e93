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
        if (!original.Headers.NonValidated.TryGetValues("Content-Encoding", out var codings)) return (true, Start(body), isCut);
        var coding = ContentCodings.Of(codings.ToString());
        // A backend that answers in what nobody has asked for: that it has not been seen is told to the rules.
        if (coding is ContentCoding.Unknown) return (true, default, true);
        // Of a compressed answer that is too large, or damaged, the start can be read.
        var decoding = new BodyDecoding(budget).DecodeStart(body, coding, options.MaxInspectedResponseBytes);
        return decoding is BodyFailure.OverBudget ? (false, default, false) : (true, Start(body), isCut || decoding is not BodyFailure.None);
    }

    private ReadOnlyMemory<byte> Start(BufferedBody body) =>
        body.Content.Length > options.MaxInspectedResponseBytes ? body.Content[..(int)options.MaxInspectedResponseBytes] : body.Content;
}
