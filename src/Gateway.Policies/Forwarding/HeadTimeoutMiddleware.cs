using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Policies.Forwarding;

/// <summary>
/// Stands directly before YARP's forwarder and bounds the time until the backend's answer begins, in each attempt: YARP's own timeout is the
/// same for every silence, those in long answers included.
/// </summary>
internal sealed class HeadTimeoutMiddleware(RequestDelegate next, RequestDeadlines deadlines)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<Exchange>() is { } exchange
        && (exchange.RetryRules?.PerTryTimeout ?? exchange.Plan.ResponseHeadTimeout) is { } timeout && !ForwardingAttempt.ClientStillSends(exchange)
            ? BoundAsync(context, exchange, timeout)
            : next(context);

    private async Task BoundAsync(HttpContext context, Exchange exchange, TimeSpan timeout)
    {
        var deadline = deadlines.Start(context, timeout);
        exchange.HeadDeadline = deadline;
        try
        {
            await next(context);
            if (!deadline.Passed || context.Response.HasStarted || context.Features.Get<IForwarderErrorFeature>() is not { Error: ForwarderError.RequestCanceled } canceled) return;
            // To YARP it looks as if the client had gone.
            context.Features.Set<IForwarderErrorFeature>(new HeadTimeout(canceled.Exception));
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        }
        finally
        {
            exchange.HeadDeadline = null;
            deadlines.Return(deadline);
        }
    }
}

/// <summary>The failure of an attempt whose answer did not begin in time.</summary>
internal sealed class HeadTimeout(Exception? exception) : IForwarderErrorFeature
{
    public ForwarderError Error => ForwarderError.RequestTimedOut;

    public Exception? Exception => exception;
}
