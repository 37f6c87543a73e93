using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.RequestLimits.Buffering;
using Gateway.Policies.RequestLimits.Json;
using Gateway.Policies.Validation.Contracts;

namespace Gateway.Policies.Validation.Bodies;

/// <summary>Bodies that are read whole, once for all stages, before any of them goes on.</summary>
internal sealed class WholeBodyCheck(ValidationOptions options, bool scansJson, BodyParts parts, ValidationRejections rejections)
{
    public static readonly BodyFault Missing = new(422, "body-missing", [new("body", null, "", "missing", "a body")]);

    private readonly BodyRejections _failures = new(new RequestLimitsOptions(), options.MaxBodyBytes, options.MaxDecompressedBytes);
    private readonly BodyScanners _scanners = new(options);
    private readonly int _maxRatio = new RequestLimitsOptions().MaxDecompressionRatio;

    public async ValueTask<Rejection?> CheckAsync(Exchange exchange, string operation, bool isRequired, ContractContent content, BodyKind kind, ContentCoding coding)
    {
        // 1. Read it, within the route's limit and the process's memory.
        var failure = await parts.Buffering.ReadAsync(exchange, options.MaxBodyBytes);
        if (failure is not BodyFailure.None) return _failures.For(failure);

        // A chunked body may turn out to be none.
        var body = exchange.Body!;
        if (body.Raw.IsEmpty) return isRequired ? rejections.Of(operation, Missing) : null;

        // 2. Undo its coding, within the limit.
        failure = parts.Decoding.Decode(body, coding, options.MaxDecompressedBytes, _maxRatio);
        if (failure is not BodyFailure.None) return _failures.For(failure);

        // 3. Judge it.
        var rejection = kind is BodyKind.Json
            ? JudgeJson(operation, content, body.Content.Span)
            : Judge(content, kind, body.Content.Span, exchange.Context.Request.ContentType!) is { } fault ? rejections.Of(operation, fault) : null;
        if (rejection is null) exchange.JudgedContent = content;
        return rejection;
    }

    private Rejection? JudgeJson(string operation, ContractContent content, ReadOnlySpan<byte> json)
    {
        if (scansJson && JsonStructureScanner.Scan(json, JsonLimits.Default) is var verdict and not JsonVerdict.Valid) return _failures.For(verdict);
        if (content.Schema is not { } schema || schema.IsValid(json)) return null;
        return rejections.Of(operation, BodyFault.Invalid(SchemaViolations.Of(schema, json)));
    }

    private BodyFault? Judge(ContractContent content, BodyKind kind, ReadOnlySpan<byte> body, string contentType)
    {
        if (kind is BodyKind.Form) return FormCheck.Judge(content, body);
        if (kind is BodyKind.Text)
            return content.Schema is { } schema && TextCheck.Judge(schema, content.Shape, body) is { } violations ? BodyFault.Invalid(violations) : null;
        var (scanner, fault) = _scanners.For(content, kind, contentType);
        if (scanner is null) return fault;
        scanner.Scan(body, isEnd: true);
        return scanner.Fault;
    }
}
