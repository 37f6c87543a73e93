using Gateway.Policies.Pipeline;
using Gateway.Policies.Validation.Contracts;

namespace Gateway.Policies.Validation.Bodies;

/// <summary>Bodies that are looked at while they pass, in constant memory. One that says that it is short is looked at whole first.</summary>
internal sealed class PassingBodyCheck(ValidationOptions options, BodyParts parts, ValidationRejections rejections)
{
    private const long Short = 64 << 10;

    private readonly BodyScanners _scanners = new(options);
    private readonly bool _reports = options.RequestMode is not PolicyMode.Enforce;

    public async ValueTask<Rejection?> CheckAsync(Exchange exchange, string operation, bool isRequired, ContractContent content, BodyKind kind)
    {
        var context = exchange.Context;
        var (scanner, fault) = _scanners.For(content, kind, context.Request.ContentType!);
        if (scanner is null) return rejections.Of(operation, fault!);
        var pending = new PendingBytes(parts.Budget);
        context.Response.RegisterForDispose(pending);
        var stream = new CheckedBodyStream(context.Request.Body, isRequired, scanner, pending, f => OnFault(exchange, operation, f));
        context.Request.Body = stream;
        if (context.Request.ContentLength is not <= Short) return null;
        return await stream.CheckWholeAsync(context.RequestAborted) is { } found ? rejections.Of(operation, found, close: true) : null;
    }

    /// <summary>True to let the body pass all the same.</summary>
    private bool OnFault(Exchange exchange, string operation, BodyFault fault)
    {
        var rejection = rejections.Of(operation, fault, close: true);
        if (_reports)
        {
            parts.Rejections.Report(exchange, ValidationPolicy.PolicyName, rejection);
            return true;
        }

        // Whoever forwards finds it when the body has failed.
        exchange.LateRefusal = new LateRefusal(ValidationPolicy.PolicyName, rejection);
        return false;
    }
}
