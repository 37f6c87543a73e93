using Gateway.Policies.Descriptors;
using Gateway.Policies.Forwarding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Policies.Pipeline;

/// <summary>Translates what YARP reports when forwarding failed into a refusal.</summary>
internal static class ForwardingFailure
{
    /// <returns>The refusal to write, or null when nothing failed or the answer is already on its way.</returns>
    public static Rejection? From(Exchange exchange)
    {
        var context = exchange.Context;
        if (context.Features.Get<ForwardingRefusal>() is { } refusal) return refusal.Rejection;
        if (context.Features.Get<IForwarderErrorFeature>() is not { } failure) return null;
        if (context.Response.HasStarted) return null;
        if (exchange.DeadlinePassed) return PipelineRejections.DeadlineAtBackend;
        if (IsSilence(context, failure)) return PipelineRejections.BackendIdle;
        if (DescriptorReserve.IsWhy(failure.Exception)) return PipelineRejections.DescriptorsExhausted;
        var status = context.Response.StatusCode is >= 400 and var set ? set : 502;
        if (status is 400 or 408 or 413) return RequestFailure.FromStatus(status);
        return new Rejection
        {
            Status = status,
            Title = ReasonPhrases.GetReasonPhrase(status),
            Reason = failure.Error is ForwarderError.RequestTimedOut ? PhaseOf(failure) : Reason(failure),
        };
    }

    // A head without a body, and then nothing: not a byte has gone to the client, so it is not the client who is slow.
    private static bool IsSilence(HttpContext context, IForwarderErrorFeature failure) =>
        failure is { Error: ForwarderError.ResponseBodyDestination, Exception: OperationCanceledException } && !context.RequestAborted.IsCancellationRequested;

    private static string PhaseOf(IForwarderErrorFeature failure) => failure switch
    {
        HeadTimeout => "backend-head-timeout",
        // How SocketsHttpHandler says that its ConnectTimeout is over; nothing else in it has this form.
        { Exception: OperationCanceledException { InnerException: TimeoutException } } => "backend-connect-timeout",
        _ => "backend-idle-timeout",
    };

    private static string Reason(IForwarderErrorFeature failure) => failure.Error switch
    {
        ForwarderError.NoAvailableDestinations => "no-available-destination",
        ForwarderError.RequestBodyDestination or ForwarderError.ResponseBodyDestination
            or ForwarderError.ResponseHeaders => "backend-failed",
        ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.ResponseBodyCanceled => "canceled",
        ForwarderError.RequestBodyClient or ForwarderError.ResponseBodyClient => "client-failed",
        ForwarderError.RequestCreation => "request-not-made",
        ForwarderError.UpgradeResponseCanceled or ForwarderError.UpgradeRequestClient or ForwarderError.UpgradeResponseClient
            or ForwarderError.UpgradeActivityTimeout or ForwarderError.UpgradeRequestCanceled or ForwarderError.UpgradeRequestDestination
            or ForwarderError.UpgradeResponseDestination => "upgrade-failed",
        _ => BackendFailureReason.Of(failure.Exception),
    };
}
