using System.Net.Mime;
using System.Text.Json.Nodes;
using Gateway.Hosting.Reload;
using Gateway.Policies.Configuration;
using Gateway.Policies.Events;

namespace Gateway.Admin;

/// <summary>What the admin listener answers. Every call is a security event, allowed or not.</summary>
internal sealed class AdminEndpoints(AdminAccess access, CurrentSnapshot snapshots, ConfigurationReloader reloader, IEventSink events)
{
    private const string Read = "admin:read";
    private const string Reload = "admin:reload";

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var (method, scope) = context.Request.Path.Value switch
        {
            "/config" or "/routes" => (HttpMethods.Get, Read),
            "/config/reload" => (HttpMethods.Post, Reload),
            _ => (null, Read),
        };
        var decision = access.Check(context, scope);
        if (decision.IsAllowed && method is null) decision = decision with { Status = StatusCodes.Status404NotFound, Reason = "no-such-path" };
        else if (decision.IsAllowed && method != context.Request.Method) decision = decision with { Status = StatusCodes.Status405MethodNotAllowed, Reason = "method" };
        Record(context, decision);
        context.Response.StatusCode = decision.Status;
        if (decision.Status == StatusCodes.Status405MethodNotAllowed) context.Response.Headers.Allow = method;
        if (decision.IsAllowed) await AnswerAsync(context);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = MediaTypeNames.Application.Json;
        var configuration = snapshots.Value.Configuration;
        var answer = context.Request.Path.Value switch
        {
            "/config" => configuration.Shown,
            "/routes" => Routes(configuration).ToJsonString(),
            _ => await ReloadAsync(context),
        };
        await context.Response.WriteAsync(answer + "\n", context.RequestAborted);
    }

    private static JsonArray Routes(LoadedConfiguration configuration) => new([.. configuration.Routes.Select(r => (JsonNode)new JsonObject
    {
        ["route"] = r.Id,
        ["path"] = r.Route.Match.Path,
        ["cluster"] = r.Route.ClusterId,
        ["policies"] = JsonNode.Parse(ConfigPrinter.ToJson(r.Policies.Node, static _ => false)),
    })]);

    // The reload goes on when the caller hangs up: half of one does not exist.
    private async Task<string> ReloadAsync(HttpContext context)
    {
        var result = await reloader.ReloadAsync("admin", CancellationToken.None);
        if (!result.Succeeded) context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return new JsonObject
        {
            ["succeeded"] = result.Succeeded,
            ["generation"] = result.Generation,
            ["configHash"] = result.Hash,
            ["failure"] = result.Failure,
            ["findings"] = new JsonArray([.. result.Findings.Select(f => (JsonNode)f.ToString())]),
        }.ToJsonString();
    }

    private void Record(HttpContext context, AdminDecision decision) => events.Write(new SecurityEvent
    {
        Event = "admin.call",
        Outcome = decision.IsAllowed ? "success" : "rejected",
        Reason = decision.Reason,
        Consumer = decision.Caller.Length == 0 ? null : decision.Caller,
        Action = context.Request.Method,
        Resource = context.Request.Path.Value is "/config" or "/routes" or "/config/reload" ? context.Request.Path.Value : null,
        Status = decision.Status,
        ClientAddress = context.Connection.RemoteIpAddress?.ToString(),
    });
}
