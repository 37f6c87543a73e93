using Gateway.Policies.LoadShedding.Limits;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Policies.Forwarding;

/// <summary>What has to be known when a request goes to a backend, and when the head of the answer is here or will not come: once for each attempt.</summary>
internal static class ForwardingAttempt
{
    /// <summary>Just before sending.</summary>
    public static void Begins(Exchange exchange)
    {
        if (exchange.Admitted is not { } admitted) return;
        if (!ClientStillSends(exchange))
        {
            admitted.Sending();
            return;
        }

        admitted.SendingBody();
        exchange.Context.Request.Body = new MeasuredBody(exchange.Context.Request.Body, admitted);
    }

    /// <summary>The head is here, or (null) the attempt has failed.</summary>
    /// <returns>False to throw the answer away, because the request is sent again.</returns>
    public static bool Ends(Exchange exchange, HttpResponseMessage? response)
    {
        exchange.HeadDeadline?.Stop();
        exchange.Admitted?.Answered(response is null ? Failure(exchange) : Signal(exchange.Context.Request, response));
        return response is null || exchange.RetryRules is not { } rules || !rules.DiscardsAnswer(exchange, (int)response.StatusCode);
    }

    /// <summary>There is a body, and it is not in memory.</summary>
    public static bool ClientStillSends(Exchange exchange) =>
        exchange.Body is null && exchange.Context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };

    private static LoadSignal Signal(HttpRequest request, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status is 503 or 504) return LoadSignal.Dropped;
        // Other failures are quick for reasons of their own, and a 429 is about the caller.
        if (status is 101 or 429 or >= 500) return LoadSignal.None;
        // How long streams take to begin is theirs to say.
        return HttpMethods.IsConnect(request.Method) || GrpcCall.IsClaimed(request) ? LoadSignal.None : LoadSignal.Latency;
    }

    private static LoadSignal Failure(Exchange exchange) => exchange.Context.Features.Get<IForwarderErrorFeature>()?.Error switch
    {
        ForwarderError.RequestTimedOut => LoadSignal.Dropped,
        // Callers with a deadline of their own could otherwise bring the limit down at will.
        ForwarderError.RequestCanceled => exchange is { DeadlinePassed: true, HasCallersDeadline: false } || exchange.HeadDeadline is { Passed: true } ? LoadSignal.Dropped : LoadSignal.Abandoned,
        _ => LoadSignal.None,
    };
}
