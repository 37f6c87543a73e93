using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.RequestLimits.Buffering;
using Gateway.Policies.Validation.Contracts;

namespace Gateway.Policies.Validation.Bodies;

/// <summary>Holds the body of a request against what its operation declares.</summary>
internal sealed class BodyCheck(ValidationOptions options, bool scansJson, BodyParts parts, ValidationRejections rejections)
{
    private readonly bool _allowsUnknown = options.UnknownMediaTypes is UndeclaredMode.Allow;
    private readonly bool _allowsUnchecked = options.UncheckedMediaTypes is UndeclaredMode.Allow;
    private readonly WholeBodyCheck _whole = new(options, scansJson, parts, rejections);
    private readonly PassingBodyCheck _passing = new(options, parts, rejections);

    /// <summary>The refusal; null for none.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="operation">Its operation, for events.</param>
    /// <param name="body">What is declared; null for no body.</param>
    public ValueTask<Rejection?> CheckAsync(Exchange exchange, string operation, ContractBody? body)
    {
        var context = exchange.Context;
        if (!RequestBodyPresence.HasBody(context) || RequestBodyPresence.IsTunnel(context))
            return new(body is { IsRequired: true } ? rejections.Of(operation, WholeBodyCheck.Missing) : null);
        if (body is null) return new(_allowsUnknown ? null : rejections.BodyUndeclared);
        var request = context.Request;
        if (request.ContentType is not { Length: > 0 } text) return new(_allowsUnknown ? null : rejections.ContentTypeMissing);
        if (!MediaType.TryParse(text, out var type)) return new(rejections.ContentTypeMalformed);
        if (body.Contents.Find(type) is not { } content) return new(_allowsUnknown ? null : rejections.UnknownMediaType(body.Contents));
        var kind = content.KindOf(type);
        if (kind is BodyKind.Unchecked) return new(_allowsUnchecked ? null : rejections.UncheckedMediaType);
        if (kind is not (BodyKind.Binary or BodyKind.Multipart) && type.HasForeignCharset) return new(rejections.Charset);
        var coding = ContentCodings.Of(request);
        if (coding is ContentCoding.Unknown) return new(rejections.ContentEncoding);
        // A compressed body has to be here to be looked into, and one that an earlier stage has read is.
        return kind is BodyKind.Records or BodyKind.Multipart or BodyKind.Binary && coding is ContentCoding.Identity && exchange.Body is null
            ? _passing.CheckAsync(exchange, operation, body.IsRequired, content, kind)
            : _whole.CheckAsync(exchange, operation, body.IsRequired, content, kind, coding);
    }
}

/// <summary>What bodies are read with: the process's.</summary>
internal sealed record BodyParts(BodyBuffering Buffering, BodyDecoding Decoding, RequestBodyBudget Budget, RejectionWriter Rejections);
