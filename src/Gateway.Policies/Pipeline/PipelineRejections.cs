using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Pipeline;

/// <summary>Refusals that belong to the pipeline itself, not to a policy.</summary>
internal static class PipelineRejections
{
    public const string CanonicalRequest = "CanonicalRequest";
    public const string Routing = "Routing";
    public const string Forwarding = "Forwarding";

    public static Rejection NoRoute { get; } = new() { Status = 404, Title = "Not Found", Reason = "no-route" };

    public static Rejection NoPlan { get; } = new() { Status = 503, Title = "Service Unavailable", Reason = "no-plan" };

    public static Rejection RoutingFailed { get; } = new() { Status = 503, Title = "Service Unavailable", Reason = "routing-failed" };

    public static Rejection PolicyFailed { get; } = new() { Status = 503, Title = "Service Unavailable", Reason = "policy-failed" };

    public static Rejection ForwardingFailed { get; } = new() { Status = 503, Title = "Service Unavailable", Reason = "forwarding-failed" };

    public static Rejection DeadlineBeforeForwarding { get; } = new()
    {
        Status = 408,
        Title = "Request Timeout",
        Reason = "request-timeout",
        Detail = "The request was not complete within the time that the route allows.",
        CloseConnection = true,
    };

    public static Rejection DeadlineAtBackend { get; } = new()
    {
        Status = 504,
        Title = "Gateway Timeout",
        Reason = "backend-timeout",
    };

    public static Rejection DescriptorsExhausted { get; } = new() { Status = 503, Title = "Service Unavailable", Reason = "descriptors-exhausted" };

    public static Rejection BackendIdle { get; } = new()
    {
        Status = 504,
        Title = "Gateway Timeout",
        Reason = "backend-idle-timeout",
    };

    /// <param name="methods">The methods that the route lists.</param>
    public static Rejection? OptionsNotTaken(IReadOnlyList<string>? methods) =>
        methods is not { Count: > 0 } || methods.Contains(HttpMethods.Options, StringComparer.OrdinalIgnoreCase) ? null : new()
        {
            Status = StatusCodes.Status405MethodNotAllowed,
            Title = "Method Not Allowed",
            Reason = "method-not-allowed",
            Headers = [new("Allow", string.Join(", ", methods.Select(static m => m.ToUpperInvariant())))],
        };
}
