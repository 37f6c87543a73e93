using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits.Buffering;
using Gateway.Policies.RequestLimits.Json;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.RequestLimits;

/// <summary>
/// Looks into bodies that claim to be JSON, after authorization: strangers cannot make us read and hold bodies. The bytes are
/// forwarded as they came.
/// </summary>
internal sealed class BodyStage : RequestStage
{
    private const long DefaultMaxBytes = 16 << 20;

    private readonly long _maxBytes;
    private readonly long _maxDecodedBytes;
    private readonly int _maxRatio;
    private readonly JsonLimits _limits;
    private readonly BodyRejections _rejections;
    private readonly Rejection _contentEncoding;
    private readonly BodyBuffering _buffering;
    private readonly BodyDecoding _decoding;

    public BodyStage(RequestLimitsOptions options, BodyBuffering buffering, BodyDecoding decoding)
    {
        _buffering = buffering;
        _decoding = decoding;
        var cap = Math.Min(options.MaxBodyBytes, DefaultMaxBytes);
        _maxBytes = options.Json.MaxBytes ?? cap;
        _maxDecodedBytes = options.MaxDecompressedBytes ?? cap;
        _maxRatio = options.MaxDecompressionRatio;
        _limits = JsonLimits.From(options.Json);
        _rejections = new BodyRejections(options, _maxBytes, _maxDecodedBytes);
        _contentEncoding = new HeadRejections(options, [], looksIntoJson: true).ContentEncoding;
    }

    public override ValueTask<Decision> DecideAsync(Exchange exchange)
    {
        var context = exchange.Context;
        return RequestBodyPresence.HasBody(context) && ClaimsJson(context.Request) && !RequestBodyPresence.IsTunnel(context)
            ? InspectAsync(exchange)
            : Decision.Continue;
    }

    private static bool ClaimsJson(HttpRequest request) =>
        request.ContentType is { Length: > 0 } contentType && MediaType.TryParse(contentType, out var mediaType) && mediaType.IsJson;

    private async ValueTask<Decision> InspectAsync(Exchange exchange)
    {
        // 1. Read it, within the route's limit and the process's memory.
        var failure = await _buffering.ReadAsync(exchange, _maxBytes);
        if (failure is not BodyFailure.None) return Decision.Reject(_rejections.For(failure));

        // A chunked body may turn out to be none.
        var body = exchange.Body!;
        if (body.Raw.IsEmpty) return Decision.Continue;

        // 2. Undo its coding, within the limit.
        var coding = ContentCodings.Of(exchange.Context.Request);
        if (coding is ContentCoding.Unknown) return Decision.Reject(_contentEncoding);
        failure = _decoding.Decode(body, coding, _maxDecodedBytes, _maxRatio);
        if (failure is not BodyFailure.None) return Decision.Reject(_rejections.For(failure));

        // 3. Hold it against the limits.
        var verdict = JsonStructureScanner.Scan(body.Content.Span, _limits);
        return verdict is JsonVerdict.Valid ? Decision.Continue : Decision.Reject(_rejections.For(verdict));
    }
}
