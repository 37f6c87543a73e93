using Gateway.Policies.Descriptors;
using Gateway.Policies.Forwarding;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Policies.OutlierEjection;

/// <summary>What a request says about its destination. Nothing that a client can bring about by sending or reading slowly, or by leaving, counts.</summary>
internal static class OutlierOutcomes
{
    /// <returns>Null when it says nothing.</returns>
    public static OutlierOutcome? Of(HttpContext context)
    {
        // Refused by the gateway after a destination was chosen; nothing was sent.
        if (context.Features.Get<ForwardingRefusal>() is not null) return null;
        if (context.Features.Get<IForwarderErrorFeature>() is { } failure) return DescriptorReserve.IsWhy(failure.Exception) ? null : Of(context, failure.Error);
        return context.Response.StatusCode switch
        {
            502 or 503 or 504 => OutlierOutcome.Failed,
            >= 500 => OutlierOutcome.ServerError,
            _ => OutlierOutcome.Answered,
        };
    }

    private static OutlierOutcome? Of(HttpContext context, ForwarderError error)
    {
        var exchange = context.Features.Get<Exchange>();
        var clientSends = exchange is not null && ForwardingAttempt.ClientStillSends(exchange);
        return error switch
        {
            ForwarderError.Request or ForwarderError.ResponseHeaders or ForwarderError.ResponseBodyDestination
                or ForwarderError.UpgradeRequestDestination or ForwarderError.UpgradeResponseDestination => OutlierOutcome.Failed,
            // A client that stalls in its body runs into the same timeout.
            ForwarderError.RequestTimedOut => clientSends ? null : OutlierOutcome.Failed,
            // A deadline of the caller's own says nothing: a millisecond is too short for every backend.
            ForwarderError.RequestCanceled => exchange is { DeadlinePassed: true, HasCallersDeadline: false } && !clientSends ? OutlierOutcome.Failed : null,
            // After an early answer the backend need not read the rest.
            ForwarderError.RequestBodyDestination => context.Response.HasStarted ? null : OutlierOutcome.Failed,
            _ => null,
        };
    }
}
