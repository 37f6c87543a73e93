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

    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var plan = endpoint?.Metadata.GetMetadata<RoutePlan>();
        var exchange = new Exchange(context, plan ?? snapshots.Value.Unmatched) { IsCanonical = true };
        context.Features.Set(exchange);
        context.Response.OnStarting(ResponsePhase.Callback, exchange);
        if (GrpcCall.Bound(context.Request, exchange.Plan.Timeout) is { } timeout)
        {
            exchange.Deadline = deadlines.Start(context, timeout);
            exchange.HasCallersDeadline = timeout != exchange.Plan.Timeout;
        }

        var active = requests.Begin(context);
        try
        {
            if (context.Features.Get<CanonicalTarget>()?.CheckProfile(exchange.Plan.BackendProfile) is { } odd)
            {
                await rejections.WriteAsync(exchange, PipelineRejections.CanonicalRequest, odd);
                return;
            }

            var outcome = await runner.RunAsync(exchange);
            if (!outcome.IsContinue)
                await StopAsync(exchange, outcome);
            else if (plan is null)
                await RefuseUnplannedAsync(exchange, endpoint);
            else if (plan.OptionsNotTaken is { } notTaken && context.Request.Method == HttpMethods.Options)
                await rejections.WriteAsync(exchange, PipelineRejections.Routing, notTaken);
            else
                await ForwardAsync(exchange);
        }
        finally
        {
            active.Add(-1);
            exchange.End();
            if (exchange.Deadline is { } deadline)
            {
                exchange.Deadline = null;
                deadlines.Return(deadline);
            }
        }
    }

    private async ValueTask StopAsync(Exchange exchange, PlanOutcome outcome)
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

    private async ValueTask ForwardAsync(Exchange exchange)
    {
        var credentials = exchange.Plan.CredentialHeaders;
        for (var i = 0; i < credentials.Count; i++) exchange.Context.Request.Headers.Remove(credentials[i]);
        exchange.IsForwarded = true;
        var started = backends.Start();
        try
        {
            await next(exchange.Context);
            backends.Forwarded(exchange, started);
        }
        catch (Exception error) when (RequestFailure.From(exchange, error) is { } refusal)
        {
            // What broke the forwarding off may be what was found in the body.
            var found = exchange.LateRefusal;
            await rejections.WriteAsync(exchange, found?.Policy ?? PipelineRejections.Forwarding, found?.Rejection ?? refusal);
            return;
        }
        catch (Exception error)
        {
            // The server would answer a bare 500, without the route's headers and without an event.
            runner.RecordFailure(exchange, PipelineRejections.Forwarding, error);
            await rejections.WriteAsync(exchange, PipelineRejections.Forwarding, PipelineRejections.ForwardingFailed);
            return;
        }

        if (exchange.LateRefusal is { } late)
            await rejections.WriteAsync(exchange, late.Policy, late.Rejection);
        else if (ForwardingFailure.From(exchange) is { } failure)
            await rejections.WriteAsync(exchange, PipelineRejections.Forwarding, failure);
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
