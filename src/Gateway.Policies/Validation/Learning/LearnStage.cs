using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.RequestLimits.Buffering;
using Gateway.Policies.Validation.Bodies;
using Gateway.Policies.Validation.Parameters;

namespace Gateway.Policies.Validation.Learning;

/// <summary>Watches the requests and answers of a route that has no contract yet. It refuses nothing and changes nothing.</summary>
internal sealed class LearnStage(ValidationOptions options, BodyParts parts, LearnedContract learned) : RequestStage
{
    private readonly int _maxRatio = new RequestLimitsOptions().MaxDecompressionRatio;
    private readonly LearnedAnswers _answers = new(options, parts.Budget, learned);

    public LearnedContract Learned => learned;

    public override ValueTask<Decision> DecideAsync(Exchange exchange)
    {
        var context = exchange.Context;
        if (RequestBodyPresence.IsTunnel(context)) return Decision.Continue;
        exchange.ResponseCheck = _answers;
        var isJson = IsJson(context.Request.ContentType, out var mediaType);
        if (isJson && RequestBodyPresence.HasBody(context)) return ReadAsync(exchange, mediaType!);
        Add(exchange, mediaType, []);
        return Decision.Continue;
    }

    /// <param name="contentType">The field.</param>
    /// <param name="mediaType">The media type without its parameters; null for none.</param>
    public static bool IsJson(string? contentType, out string? mediaType)
    {
        var isMediaType = MediaType.TryParse(contentType, out var type);
        mediaType = isMediaType ? $"{type.Type}/{type.Subtype}" : null;
        return isMediaType && type.IsJson;
    }

    // A body that cannot be read whole goes on as far as it was, and what goes wrong with it is the forwarder's to tell.
    private async ValueTask<Decision> ReadAsync(Exchange exchange, string mediaType)
    {
        var whole = await parts.Buffering.ReadAsync(exchange, options.MaxBodyBytes) is BodyFailure.None
            && parts.Decoding.Decode(exchange.Body!, ContentCodings.Of(exchange.Context.Request), options.MaxDecompressedBytes, _maxRatio) is BodyFailure.None;
        Add(exchange, mediaType, whole ? exchange.Body!.Content.Span : []);
        return Decision.Continue;
    }

    private void Add(Exchange exchange, string? mediaType, ReadOnlySpan<byte> json)
    {
        var request = exchange.Context.Request;
        var pairs = new List<QueryPair>();
        var query = QueryPair.TextOf(request).ToString();
        QueryPair.Read(query, pairs);
        var values = pairs.Select(p => KeyValuePair.Create(QueryPair.Decode(query.AsSpan(p.Name)), QueryPair.Decode(query.AsSpan(p.Value))));
        learned.AddRequest(request.Method, request.Path.Value ?? "/", values, mediaType, json);
    }
}
