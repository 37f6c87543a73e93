using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Policies.Pipeline;

/// <summary>Tells failures that the client or the request's deadline caused from failures of our own.</summary>
internal static class RequestFailure
{
    /// <returns>The refusal that fits, or null when the failure is ours.</returns>
    public static Rejection? From(Exchange exchange, Exception error) => error switch
    {
        BadHttpRequestException bad => FromStatus(bad.StatusCode),
        OperationCanceledException or IOException when exchange.DeadlinePassed => PipelineRejections.DeadlineBeforeForwarding,
        OperationCanceledException or IOException when exchange.Context.RequestAborted.IsCancellationRequested => FromStatus(400),
        _ => null,
    };

    /// <summary>A refusal for a body whose framing or size Kestrel refused. The connection cannot be trusted afterwards.</summary>
    public static Rejection FromStatus(int status) => new()
    {
        Status = status,
        Title = ReasonPhrases.GetReasonPhrase(status),
        Reason = status == StatusCodes.Status413PayloadTooLarge ? "body-too-large" : "request-unreadable",
        CloseConnection = true,
    };
}
