using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.Validation.Bodies;
using Gateway.Policies.Validation.Contracts;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Validation;

/// <summary>The refusals of the stage. What is wrong is told to the client only where the route says so, and never with a value.</summary>
internal sealed class ValidationRejections(bool detail)
{
    public const string MediaTypeUnknown = "media-type-unknown";

    /// <summary>Violations that are told of one request.</summary>
    public const int MaxErrors = 20;

    private const int MaxNote = 1_000;

    public Rejection UnknownOperation { get; } = new() { Status = StatusCodes.Status404NotFound, Title = "Not found", Reason = "operation-unknown" };

    public Rejection ContentTypeMissing { get; } = MediaType("media-type-missing", "A body needs a Content-Type.");

    public Rejection ContentTypeMalformed { get; } = MediaType("media-type-malformed", null);

    public Rejection Charset { get; } = MediaType("charset-not-allowed", "The body has to be UTF-8.");

    public Rejection ContentEncoding { get; } = HeadRejections.CodingNotAllowed("A body", names: true);

    public Rejection BodyUndeclared { get; } = new()
    {
        Status = StatusCodes.Status400BadRequest,
        Title = "Unexpected body",
        Reason = "body-undeclared",
        Detail = "The operation takes no body.",
    };

    public static Rejection UnknownMethod(ContractPath path) => new()
    {
        Status = StatusCodes.Status405MethodNotAllowed,
        Title = "Method not allowed",
        Reason = "method-unknown",
        Headers = [new("Allow", path.Allow)],
    };

    public Rejection UnknownMediaType(ContractContents contents) => MediaType(MediaTypeUnknown, detail ? $"Allowed: {contents}." : null);

    public Rejection UncheckedMediaType { get; } = MediaType("media-type-unchecked", null);

    /// <summary>For what is wrong with parameters.</summary>
    public Rejection Of(string operation, IReadOnlyList<ContractViolation> violations)
    {
        var (status, reason) = Kind(violations[0]);
        return Of(operation, new BodyFault(status, reason, violations));
    }

    /// <summary>For what is wrong with parameters, one for each reason.</summary>
    public IEnumerable<Rejection> Each(string operation, IReadOnlyList<ContractViolation> violations) =>
        violations.GroupBy(Kind).Select(kind => Of(operation, new BodyFault(kind.Key.Status, kind.Key.Reason, [.. kind])));

    /// <summary>For what is wrong with a body.</summary>
    /// <param name="operation">The operation, for the event.</param>
    /// <param name="fault">What is wrong.</param>
    /// <param name="close">The rest of the body is still under way.</param>
    public Rejection Of(string operation, BodyFault fault, bool close = false) => new()
    {
        Status = fault.Status,
        Title = Title(fault.Status),
        Reason = fault.Reason,
        Note = Note(operation, fault.Violations),
        Errors = detail ? [.. fault.Violations.Take(MaxErrors).Select(static v => new ProblemError(v.In, v.Name, v.Pointer, v.Message))] : [],
        Headers = fault.Status == StatusCodes.Status503ServiceUnavailable ? [new("Retry-After", "1")] : [],
        CloseConnection = close,
    };

    /// <summary>For an answer of the backend: the client is told nothing of it.</summary>
    public static Rejection OfResponse(string operation, BodyFault fault) => new()
    {
        Status = StatusCodes.Status502BadGateway,
        Title = "Bad gateway",
        Reason = fault.Reason,
        Note = Note(operation, fault.Violations),
    };

    private static (int Status, string Reason) Kind(ContractViolation violation) => violation.Keyword switch
    {
        "unknown" => (400, "query-parameter-unknown"),
        "repeated" => (400, "parameter-repeated"),
        "malformed" => (400, "parameter-malformed"),
        "missing" => (422, "parameter-missing"),
        _ => (422, "parameter-invalid"),
    };

    private static string Note(string operation, IReadOnlyList<ContractViolation> violations)
    {
        var note = $"{operation}: {string.Join("; ", violations.Take(MaxErrors))}";
        return note.Length > MaxNote ? note[..MaxNote] : note;
    }

    private static Rejection MediaType(string reason, string? detail) =>
        new() { Status = StatusCodes.Status415UnsupportedMediaType, Title = "Unsupported media type", Reason = reason, Detail = detail };

    private static string Title(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "Malformed request",
        StatusCodes.Status413PayloadTooLarge => "Content too large",
        StatusCodes.Status415UnsupportedMediaType => "Unsupported media type",
        StatusCodes.Status503ServiceUnavailable => "Service unavailable",
        _ => "Request does not keep the contract",
    };
}
