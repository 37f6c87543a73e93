using Gateway.Policies.CanonicalRequest;
using Gateway.Policies.Configuration;
using Gateway.Policies.Forwarding;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Pipeline;

/// <summary>
/// Stands between routing and the endpoints: (1) finds the plan of the selected endpoint, (2) runs its stages, (3) forwards,
/// (4) turns a failure to forward into a refusal. What has no route or no plan is refused.
/// </summary>
internal sealed class PolicyMiddleware(
    RequestDelegate next, PlanRunner runner, RejectionWriter rejections, CurrentSnapshot snapshots, RequestDeadlines deadlines,
    BackendMetrics backends, RequestMetrics requests)
{
    // The name that ASP.NET Core gives to the endpoint it selects when only the method did not match; a test pins it.
    internal const string MethodNotAllowedEndpoint = "405 HTTP Method Not Supported";

    /// <summary>As long as the stages decide at once, the way to the backend is the only asynchronous part: every further one costs each request its state.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var plan = endpoint?.Metadata.GetMetadata<RoutePlan>();
        var exchange = new Exchange(context, plan ?? snapshots.Value.Unmatched) { IsCanonical = true, Active = requests.Begin(context) };
        try
        {
            context.Features.Set(exchange);
            context.Response.OnStarting(ResponsePhase.Callback, exchange);
            if (GrpcCall.Bound(context.Request, exchange.Plan.Timeout) is { } timeout)
            {
                exchange.Deadline = deadlines.Start(context, timeout);
                exchange.HasCallersDeadline = timeout != exchange.Plan.Timeout;
            }

            if (context.Features.Get<CanonicalTarget>()?.CheckProfile(exchange.Plan.BackendProfile) is { } odd)
                return StopAsync(exchange, endpoint, new(new PlanOutcome(PipelineRejections.CanonicalRequest, Decision.Reject(odd))));

            var pending = runner.RunAsync(exchange);
            if (!pending.IsCompletedSuccessfully) return StopAsync(exchange, endpoint, pending);
#pragma warning disable RS0030 // Completed: Result does not block.
            var outcome = pending.Result;
#pragma warning restore RS0030
            return outcome.IsContinue && MayForward(exchange) ? ForwardAsync(exchange) : StopAsync(exchange, endpoint, new(outcome));
        }
        catch
        {
            End(exchange);
            throw;
        }
    }

    // A plan of a route, and not an OPTIONS request that nobody takes.
    private static bool MayForward(Exchange exchange) =>
        !exchange.Plan.IsUnmatched && (exchange.Plan.OptionsNotTaken is null || !HttpMethods.IsOptions(exchange.Context.Request.Method));

    private void End(Exchange exchange)
    {
        exchange.Active?.Add(-1);
        exchange.Active = null;
        // Kestrel keeps the text of a field for the next request of the connection, if it has it back.
        if (exchange.WithheldAuthorization.Count > 0) exchange.Context.Request.Headers.Authorization = exchange.WithheldAuthorization;
        exchange.End();
        if (exchange.Deadline is not { } deadline) return;
        exchange.Deadline = null;
        deadlines.Return(deadline);
    }

    // Everything but the way on which all stages have agreed at once.
    private async Task StopAsync(Exchange exchange, Endpoint? endpoint, ValueTask<PlanOutcome> pending)
    {
        var forwards = false;
        try
        {
            var outcome = await pending;
            if (!outcome.IsContinue)
                await WriteAsync(exchange, outcome);
            else if (MayForward(exchange))
                forwards = true;
            else if (exchange.Plan.IsUnmatched)
                await RefuseUnplannedAsync(exchange, endpoint);
            else
                await rejections.WriteAsync(exchange, PipelineRejections.Routing, exchange.Plan.OptionsNotTaken!);
        }
        finally
        {
            if (!forwards) End(exchange);
        }

        if (forwards) await ForwardAsync(exchange);
    }

    private async ValueTask WriteAsync(Exchange exchange, PlanOutcome outcome)
    {
        if (outcome.Decision.Rejection is { } rejection)
        {
            await rejections.WriteAsync(exchange, outcome.Policy!, rejection);
            return;
        }

        var answer = outcome.Decision.Answer!;
        exchange.Context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers) exchange.Context.Response.Headers[name] = value;
    }

    private async Task ForwardAsync(Exchange exchange)
    {
        try
        {
            var credentials = exchange.Plan.CredentialHeaders;
            for (var i = 0; i < credentials.Count; i++) exchange.Context.Request.Headers.Remove(credentials[i]);
            exchange.IsForwarded = true;
            var started = backends.Start();
            Rejection? failure;
            try
            {
                await next(exchange.Context);
                backends.Forwarded(exchange, started);
                failure = exchange.LateRefusal is null ? ForwardingFailure.From(exchange) : null;
            }
            catch (Exception error) when (RequestFailure.From(exchange, error) is { } refusal)
            {
                failure = refusal;
            }
            catch (Exception error)
            {
                // The server would answer a bare 500, without the route's headers and without an event.
                runner.RecordFailure(exchange, PipelineRejections.Forwarding, error);
                await rejections.WriteAsync(exchange, PipelineRejections.Forwarding, PipelineRejections.ForwardingFailed);
                return;
            }

            // What broke the forwarding off may be what was found in the body.
            if (exchange.LateRefusal is { } late) await rejections.WriteAsync(exchange, late.Policy, late.Rejection);
            else if (failure is not null) await rejections.WriteAsync(exchange, PipelineRejections.Forwarding, failure);
        }
        finally
        {
            End(exchange);
        }
    }

    private async ValueTask RefuseUnplannedAsync(Exchange exchange, Endpoint? endpoint)
    {
        var rejection = PipelineRejections.NoRoute;
        if (string.Equals(endpoint?.DisplayName, MethodNotAllowedEndpoint, StringComparison.Ordinal))
            rejection = await MethodNotAllowedAsync(exchange.Context, endpoint!);
        else if (endpoint is not null)
            rejection = PipelineRejections.NoPlan;
        await rejections.WriteAsync(exchange, PipelineRejections.Routing, rejection);
    }

    // The endpoint knows which methods the other candidates have: it sets Allow, and we write the rest.
    private static async ValueTask<Rejection> MethodNotAllowedAsync(HttpContext context, Endpoint endpoint)
    {
        await endpoint.RequestDelegate!(context);
        return new Rejection
        {
            Status = StatusCodes.Status405MethodNotAllowed,
            Title = "Method Not Allowed",
            Reason = "method-not-allowed",
            Headers = [new("Allow", MethodList.WithoutConnect(context.Response.Headers.Allow))],
        };
    }
}
