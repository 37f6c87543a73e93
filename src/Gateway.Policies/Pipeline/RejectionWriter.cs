using Gateway.Policies.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Policies.Pipeline;

/// <summary>The only place that writes a refusal: neutral to the client, explained to the operator in event and metric.</summary>
public sealed class RejectionWriter(IEventSink events, PolicyMetrics metrics)
{
    /// <summary>Answers with a refusal and records it.</summary>
    /// <param name="exchange">The request. Its response phase (CORS and security headers) applies to the refusal, too.</param>
    /// <param name="policy">Who refuses: a policy's name or a part of the pipeline.</param>
    /// <param name="rejection">What is answered, and why.</param>
    public ValueTask WriteAsync(Exchange exchange, string policy, Rejection rejection)
    {
        exchange.IsRefused = true;
        Record(exchange, policy, rejection, "rejected");
        var response = exchange.Context.Response;
        if (response.HasStarted)
        {
            // Nothing honest can be said any more; a cut connection is the only refusal left.
            exchange.Context.Abort();
            return default;
        }

        response.Headers.Clear();
        // The backend's phrase may be set already, and would stand behind our status.
        if (exchange.Context.Features.Get<IHttpResponseFeature>() is { } feature) feature.ReasonPhrase = null;
        response.StatusCode = rejection.Status;
        foreach (var (name, value) in rejection.Headers) response.Headers[name] = value;
        response.Headers.CacheControl = "no-store";

        // HTTP/1.0 has persistent connections, too (RFC 9112 section 9.3); streams end by themselves.
        var protocol = exchange.Context.Request.Protocol;
        if (rejection.CloseConnection && (HttpProtocol.IsHttp11(protocol) || HttpProtocol.IsHttp10(protocol)))
            response.Headers.Connection = "close";
        return GrpcCall.MediaType(exchange.Context.Request) is { } grpc
            ? WriteGrpcAsync(exchange, grpc, rejection)
            : WriteBodyAsync(exchange, policy, rejection);
    }

    /// <summary>Records a decision of a policy in Report mode, which lets the request pass.</summary>
    public void Report(Exchange exchange, string policy, Rejection rejection) => Record(exchange, policy, rejection, "reported");

    // Trailers-Only: a head that is the end, too. Clients take nothing of another status but that something between them and the server failed.
    private static async ValueTask WriteGrpcAsync(Exchange exchange, string mediaType, Rejection rejection)
    {
        var response = exchange.Context.Response;
        exchange.RefusalStatus = rejection.Status;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = mediaType;
        response.Headers["grpc-status"] = GrpcStatus.Text(rejection.Status);
        response.Headers["grpc-message"] = GrpcStatus.Encode(rejection.Detail ?? rejection.Title);
        await response.CompleteAsync();
    }

    private static async ValueTask WriteBodyAsync(Exchange exchange, string policy, Rejection rejection)
    {
        var response = exchange.Context.Response;
        response.ContentType = ProblemBody.ContentType;
        using var body = new PooledBuffer(512);
        ProblemBody.Write(body, policy, rejection, exchange.TraceId);
        response.ContentLength = body.Written.Length;
        if (!HttpMethods.IsHead(exchange.Context.Request.Method))
            await response.Body.WriteAsync(body.Written, CancellationToken.None);
        await response.CompleteAsync();
    }

    private void Record(Exchange exchange, string policy, Rejection rejection, string outcome)
    {
        exchange.Outcome = rejection.Reason;
        metrics.Count(policy, outcome, rejection.Reason);
        RefusalTrace.Record(policy, outcome, rejection.Reason);
        var context = exchange.Context;
        events.Write(new SecurityEvent
        {
            Event = outcome == "rejected" ? "request.rejected" : "request.reported",
            Outcome = outcome,
            Policy = policy,
            Reason = rejection.Reason,
            Note = rejection.Note,
            Facts = rejection.Facts,
            Consumer = exchange.Identity?.Consumer,
            Action = context.Request.Method,
            Route = exchange.Plan.RouteId,
            Resource = exchange.Plan.PathTemplate,
            Status = rejection.Status,
            ClientAddress = exchange.ClientAddress.ToString(),
            TraceId = exchange.TraceId,
            RequestId = exchange.Identifiers.RequestId == exchange.TraceId ? null : exchange.Identifiers.RequestId,
        });
    }
}
