using System.Globalization;
using System.Net;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.Validation.Bodies;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Parameters;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Validation.Responses;

/// <summary>
/// Holds a backend's answer against its operation before any of it is sent: status, header fields, media type, then a JSON body, which is read
/// whole. A violation is a neutral 502; in Report mode it is recorded, and the answer goes on as it came.
/// </summary>
internal sealed class ResponseCheck(ValidationOptions options, BodyParts parts) : AnswerCheck
{
    private readonly ResponseMode _mode = options.ResponseMode;
    private readonly ResponseBodyCheck _bodies = new(options, parts.Budget);

    public override async ValueTask<bool> CheckAsync(Exchange exchange, HttpResponseMessage response, CancellationToken cancellation)
    {
        var operation = exchange.Operation!;
        if (IsTunnel(exchange, response)) return true;
        try
        {
            var fault = Head(exchange, operation, response, out var content, out var isEmpty)
                ?? (content is not null ? await _bodies.CheckAsync(exchange, response, content, cancellation)
                    : isEmpty ? await _bodies.CheckEmptyAsync(exchange, response, cancellation) : null);
            return fault is null || Passes(exchange, operation, fault);
        }
        catch (Exception error) when (error is not (OperationCanceledException or IOException or HttpRequestException) && _mode is ResponseMode.Report)
        {
            // Report mode never breaks an answer; a check that fails is a finding like others.
            return Passes(exchange, operation, new BodyFault(502, "response-check-failed", [new("body", null, "", "failed", error.GetType().Name)]));
        }
    }

    // A tunnel is no answer with content. Over HTTP/1.1 only 101 opens one, whatever the client spoke: a 200 to a handshake is an answer like others.
    private static bool IsTunnel(Exchange exchange, HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.SwitchingProtocols
        || (RequestBodyPresence.IsTunnel(exchange.Context) && response.IsSuccessStatusCode && response.Version.Major >= 2);

    private bool Passes(Exchange exchange, ContractOperation operation, BodyFault fault)
    {
        var rejection = ValidationRejections.OfResponse(operation.Id, fault);
        if (_mode is not ResponseMode.Report)
        {
            exchange.LateRefusal = new LateRefusal(ValidationPolicy.PolicyName, rejection);
            return false;
        }

        parts.Rejections.Report(exchange, ValidationPolicy.PolicyName, rejection);
        return true;
    }

    /// <summary>The fault of the head; the content that a body has to be held against, where there is one, or that there must be none.</summary>
    private static BodyFault? Head(Exchange exchange, ContractOperation operation, HttpResponseMessage response, out ContractContent? content, out bool isEmpty)
    {
        (content, isEmpty) = (null, false);
        var status = (int)response.StatusCode;
        // Nobody declares 304, and whoever asks with If-None-Match may get it in place of a 200.
        if (status == 304 && operation.Responses!.Find(304) is null && operation.Responses.Find(200) is not null) return null;
        if (operation.Responses!.Find(status) is not { } declared) return Fault("response-status", "status", status.ToString(CultureInfo.InvariantCulture), "unknown", "the statuses that the operation declares");
        if (Headers(declared, response) is { } header) return header;
        if (HttpMethods.IsHead(exchange.Context.Request.Method) || status is 204 or 205 or 304 || response.Content.Headers.ContentLength == 0) return null;
        var text = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : null;
        isEmpty = declared.Contents.IsEmpty;
        if (isEmpty) return text is null ? null : Fault("response-body", "body", null, "unknown", "no body");
        if (text is null || values.Count != 1 || !MediaType.TryParse(text, out var type)) return Fault("response-media-type", "body", null, "type", declared.Contents.ToString());
        if (declared.Contents.Find(type) is not { } found) return Fault("response-media-type", "body", null, "type", declared.Contents.ToString());
        if (found.KindOf(type) is BodyKind.Json && found.Schema is not null) content = found;
        return null;
    }

    private static BodyFault? Headers(ContractResponse declared, HttpResponseMessage response)
    {
        List<ContractViolation>? violations = null;
        foreach (var header in declared.Headers)
        {
            if (!response.Headers.NonValidated.TryGetValues(header.Name, out var values) && !response.Content.Headers.NonValidated.TryGetValues(header.Name, out values))
            {
                if (header.IsRequired) (violations ??= []).Add(header.Violation("missing", "the header, which is required"));
            }
            else if (values.Count > 1 && !header.Shape.IsArray)
            {
                (violations ??= []).Add(header.Violation("repeated", "the header once"));
            }
            else
            {
                ParameterCheck.CheckText(header, ParameterCheck.FieldText(header, values.ToArray()), ValueScratch.Current, ref violations);
            }
        }

        return violations is null ? null : new BodyFault(502, "response-header", violations);
    }

    private static BodyFault Fault(string reason, string place, string? name, string keyword, string allowed) => new(502, reason, [new(place, name, "", keyword, allowed)]);
}
