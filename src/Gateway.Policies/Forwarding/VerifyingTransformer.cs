using Gateway.Policies.Pipeline;
using Gateway.Policies.Validation.Responses;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Policies.Forwarding;

/// <summary>What YARP built for a route, and a last look at the message before it is sent.</summary>
internal sealed class VerifyingTransformer(HttpTransformer inner) : HttpTransformer
{
    private static readonly Rejection NoTarget = new() { Status = 503, Title = "Service unavailable", Reason = "outgoing-target-unverified" };

    public override ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        if (httpContext.Features.Get<Exchange>() is { } exchange) ForwardingAttempt.Begins(exchange);
        if (proxyRequest.Content is null) SayThatThereIsNoBody(httpContext.Request);
        var pending = inner.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        if (!pending.IsCompletedSuccessfully || PromisedEnd.IsOpen(httpContext)) return Awaited(pending, httpContext, proxyRequest, cancellationToken);
        Finish(httpContext, proxyRequest);
        return default;
    }

    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        // False: the answer is thrown away, and the request is sent again.
        var exchange = httpContext.Features.Get<Exchange>();
        if (exchange is not null && !ForwardingAttempt.Ends(exchange, proxyResponse)) return new(false);
        if (proxyResponse is null) return inner.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        ResponseFraming.Check(proxyResponse);
        if (exchange?.ResponseCheck is { } check) return Checked(exchange, check, proxyResponse, cancellationToken);
        return inner.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }

    public override ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) =>
        inner.TransformResponseTrailersAsync(httpContext, proxyResponse, cancellationToken);

    // False: nothing of the answer is sent, and who forwards writes the refusal.
    private async ValueTask<bool> Checked(Exchange exchange, AnswerCheck check, HttpResponseMessage response, CancellationToken cancellationToken) =>
        await check.CheckAsync(exchange, response, cancellationToken)
        && await inner.TransformResponseAsync(exchange.Context, response, cancellationToken);

    // SocketsHttpHandler sends a request without content again, up to three times and whatever its method, when the backend closes the
    // connection before it answers. It does not when there is content, be it empty: the field makes YARP add it. RFC 9110 section 8.6 wants it, too.
    private static void SayThatThereIsNoBody(HttpRequest request)
    {
        var method = request.Method;
        if (request.Headers.ContentLength is null && request.Headers.Upgrade.Count == 0
            && !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method) && !HttpMethods.IsConnect(method))
            request.Headers.ContentLength = 0;
    }

    private static async ValueTask Awaited(ValueTask pending, HttpContext context, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        await pending;
        if (PromisedEnd.IsOpen(context)) await PromisedEnd.AwaitAsync(context, cancellationToken);
        Finish(context, message);
    }

    private static void Finish(HttpContext context, HttpRequestMessage message)
    {
        if (context.Response.StatusCode != StatusCodes.Status200OK) return;
        // Left empty, YARP's forwarder would choose the address itself, past the check.
        if (message.RequestUri is null) ForwardingRefusal.Set(context, NoTarget);

        // The gateway answers "100 Continue" itself when it reads the body; forwarding it makes the client wait for the backend's.
        if (context.Request.Headers.Expect.Count > 0) message.Headers.Remove("Expect");
    }
}
