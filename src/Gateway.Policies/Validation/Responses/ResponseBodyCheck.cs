using Gateway.JsonSchema;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits.Buffering;
using Gateway.Policies.Validation.Bodies;
using Gateway.Policies.Validation.Contracts;

namespace Gateway.Policies.Validation.Responses;

/// <summary>Reads a JSON answer whole, within the memory that all bodies share, and judges it. Whatever was read goes on from memory.</summary>
internal sealed class ResponseBodyCheck(ValidationOptions options, RequestBodyBudget budget)
{
    private static readonly JsonSchemaProjection Undeclared = new();

    // They vouch for bytes that are no longer those.
    private static readonly string[] Digests = ["Digest", "Content-Digest", "Repr-Digest"];
    private readonly bool _strips = options.ResponseMode is ResponseMode.Strip;
    private readonly JsonSchemaProjection _sensitive = new() { Strip = false, MaskSensitive = true, SensitiveMembers = options.SensitiveMembers };

    public async ValueTask<BodyFault?> CheckAsync(Exchange exchange, HttpResponseMessage response, ContractContent content, CancellationToken cancellation)
    {
        var (body, failure) = await ResponseReading.ReadAsync(exchange, response, budget, options.MaxResponseBytes, cancellation);
        // Off the thread that waits for the sockets (decision 0029): a large answer takes milliseconds.
        await Task.Yield();
        return failure switch
        {
            ResponseReadingFailure.TooLarge => TooLarge(),
            ResponseReadingFailure.OutOfMemory => Fault("response-memory-exhausted", "size", "memory for bodies"),
            _ => Judge(exchange, response, content, body),
        };
    }

    /// <summary>For an answer that declares no content: without a length and a media type only the first byte tells.</summary>
    public async ValueTask<BodyFault?> CheckEmptyAsync(Exchange exchange, HttpResponseMessage response, CancellationToken cancellation)
    {
        var (_, failure) = await ResponseReading.ReadAsync(exchange, response, budget, 0, cancellation);
        return failure is ResponseReadingFailure.None ? null : Fault("response-body", "unknown", "no body");
    }

    private BodyFault? Judge(Exchange exchange, HttpResponseMessage response, ContractContent content, BufferedBody body)
    {
        var original = response.Content;
        if (!ResponseDecoding.TryDecode(original, body, budget, options.MaxResponseBytes, out var decoded)) return Fault("response-encoding", "malformed", "the content codings gzip, deflate and br, undamaged");
        if (decoded.Length > options.MaxResponseBytes) return TooLarge();
        var schema = content.Schema!;
        if (_strips) return Strip(exchange, response, schema, decoded);
        if (!schema.IsValid(decoded.Span)) return new BodyFault(502, "response-invalid", SchemaViolations.Of(schema, decoded.Span));
        return Masks(exchange) ? Mask(exchange, response, schema, decoded, isCopy: false) : null;
    }

    // In Report mode an answer goes on as it came.
    private bool Masks(Exchange exchange) =>
        options is { SensitiveScope: { } scope, ResponseMode: not ResponseMode.Report } && exchange.Identity?.Scopes.Contains(scope) != true;

    /// <summary>Replaces sensitive values, after the answer as it was meant has been judged.</summary>
    private BodyFault? Mask(Exchange exchange, HttpResponseMessage response, JsonSchemaValidator schema, ReadOnlyMemory<byte> json, bool isCopy)
    {
        // A digit becomes five characters at most, in a growing buffer and in what is sent.
        var charge = new BudgetCharge(budget);
        exchange.Context.Response.RegisterForDispose(charge);
        if (!charge.TryTake(10L * json.Length)) return Fault("response-memory-exhausted", "size", "memory for bodies");
        using var masked = new PooledBuffer(Math.Max(json.Length, 16));
        var result = schema.Project(json.Span, masked, _sensitive);
        if (!result.Complete) return Fault("response-invalid", "json", "JSON within the limits");
        if (result.Masked > 0) Replace(response, masked.Written);
        else if (isCopy) Replace(response, json);
        return null;
    }

    private static void Replace(HttpResponseMessage response, ReadOnlyMemory<byte> json)
    {
        foreach (var field in Digests) response.Headers.Remove(field);
        response.Content = new ReplayedContent(response.Content, new MemoryStream(json.ToArray(), writable: false), json.Length);
    }

    private BodyFault? Strip(Exchange exchange, HttpResponseMessage response, JsonSchemaValidator schema, ReadOnlyMemory<byte> json)
    {
        // What is left out makes the copy shorter: it never holds more than twice its length in a growing buffer and what is sent.
        var charge = new BudgetCharge(budget);
        exchange.Context.Response.RegisterForDispose(charge);
        if (!charge.TryTake(2L * json.Length)) return Fault("response-memory-exhausted", "size", "memory for bodies");
        using var stripped = new PooledBuffer(Math.Max(json.Length, 16));
        var result = schema.Project(json.Span, stripped, Undeclared);
        if (!result.Complete) return Fault("response-invalid", "json", "JSON within the limits");
        if (!schema.IsValid(stripped.Written.Span)) return new BodyFault(502, "response-invalid", SchemaViolations.Of(schema, stripped.Written.Span));
        if (Masks(exchange)) return Mask(exchange, response, schema, stripped.Written, isCopy: result.Stripped > 0);
        if (result.Stripped > 0) Replace(response, stripped.Written);
        return null;
    }

    private BodyFault TooLarge() => Fault("response-too-large", "size", $"at most {options.MaxResponseBytes} bytes");

    private static BodyFault Fault(string reason, string keyword, string allowed) => new(502, reason, [new("body", null, "", keyword, allowed)]);
}
