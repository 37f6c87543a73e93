using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.RequestLimits.Buffering;
using Gateway.Policies.Validation.Bodies;
using Gateway.Policies.Validation.Parameters;

namespace Gateway.Policies.Validation.Learning;

/// <summary>Watches the requests and answers of a route that has no contract yet. It refuses nothing and changes nothing.</summary>
internal sealed class LearnStage(ValidationOptions options, BodyParts parts, LearnedContract learned) : RequestStage
{
    private readonly LearnedAnswers _answers = new(options, parts.Budget, learned);

    public LearnedContract Learned => learned;

    public override ValueTask<Decision> DecideAsync(Exchange exchange)
    {
        var context = exchange.Context;
        if (RequestBodyPresence.IsTunnel(context)) return Decision.Continue;
        exchange.ResponseCheck = _answers;
        if (RequestBodyPresence.HasBody(context) && context.Request.ContentType is { Length: > 0 } text && MediaType.TryParse(text, out var type) && type.IsJson)
            return ReadAsync(exchange, $"{type.Type}/{type.Subtype}");
        Add(exchange, MediaTypeOf(context.Request.ContentType), []);
        return Decision.Continue;
    }

    /// <summary>The media type without its parameters; null for none.</summary>
    public static string? MediaTypeOf(string? contentType) => MediaType.TryParse(contentType, out var type) ? $"{type.Type}/{type.Subtype}" : null;

    // A body that cannot be read whole goes on as far as it was, and what goes wrong with it is the forwarder's to tell.
    private async ValueTask<Decision> ReadAsync(Exchange exchange, string mediaType)
    {
        var whole = await parts.Buffering.ReadAsync(exchange, options.MaxBodyBytes) is BodyFailure.None
            && parts.Decoding.Decode(exchange.Body!, ContentCodings.Of(exchange.Context.Request), options.MaxDecompressedBytes, new RequestLimitsOptions().MaxDecompressionRatio) is BodyFailure.None;
        Add(exchange, mediaType, whole ? exchange.Body!.Content.Span : []);
        return Decision.Continue;
    }

    private void Add(Exchange exchange, string? mediaType, ReadOnlySpan<byte> json)
    {
        var request = exchange.Context.Request;
        var pairs = new List<QueryPair>();
        var query = request.QueryString.Value is ['?', ..] text ? text[1..] : "";
        QueryPair.Read(query, pairs);
        var values = pairs.Select(p => KeyValuePair.Create(QueryPair.Decode(query.AsSpan(p.Name)), QueryPair.Decode(query.AsSpan(p.Value))));
        learned.AddRequest(request.Method, request.Path.Value ?? "/", values, mediaType, json);
    }
}
