using System.Text.Json.Nodes;
using Gateway.Hosting.Reload;
using Gateway.Policies.Configuration;
using Gateway.Policies.Events;

namespace Gateway.Admin;

/// <summary>What the admin listener answers. Every call is a security event, allowed or not.</summary>
internal sealed class AdminEndpoints(
    AdminAccess access, AdminKeys keys, AdminLimits limits, AdminLockouts lockouts, AdminContracts contracts, CurrentSnapshot snapshots, ConfigurationReloader reloader, IEventSink events)
{
    private const string NotReloaded = "not-reloaded";

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var target = AdminTarget.Of(context.Request);
        var decision = access.Check(context, target.Scope);
        if (decision.IsAllowed && target.Methods.Length == 0) decision = decision with { Status = StatusCodes.Status404NotFound, Reason = "no-such-path" };
        else if (decision.IsAllowed && !target.Methods.Contains(context.Request.Method)) decision = decision with { Status = StatusCodes.Status405MethodNotAllowed, Reason = "method" };
        var answer = decision.IsAllowed ? await AnswerAsync(context, target, decision.Caller) : null;
        Record(context, target, answer is null ? decision : decision with { Status = answer.Status, Reason = answer.Reason }, answer?.Note);
        context.Response.StatusCode = answer?.Status ?? decision.Status;
        if (decision.Status == StatusCodes.Status405MethodNotAllowed) context.Response.Headers.Allow = string.Join(", ", target.Methods);
        if (answer is null) return;
        context.Response.ContentType = answer.ContentType;
        await context.Response.WriteAsync(answer.Json + "\n", context.RequestAborted);
    }

    private async Task<AdminAnswer> AnswerAsync(HttpContext context, AdminTarget target, string caller)
    {
        var configuration = snapshots.Value.Configuration;
        return target.Resource switch
        {
            "/config" => new(StatusCodes.Status200OK, configuration.Shown),
            "/routes" => AdminAnswer.Of(StatusCodes.Status200OK, Routes(configuration)),
            "/limits" => await limits.AnswerAsync(context.Request),
            "/contracts/learned/{route}" => contracts.Learned(target.Route!),
            "/contracts" => contracts.Answer(),
            "/config/reload" => await ReloadAsync(),
            "/lockouts" or "/lockouts/unlock" or "/lockouts/{id}/unlock" => await lockouts.AnswerAsync(context, target, caller),
            _ => await keys.AnswerAsync(context, target),
        };
    }

    private static JsonArray Routes(LoadedConfiguration configuration) => new([.. configuration.Routes.Select(r => (JsonNode)new JsonObject
    {
        ["route"] = r.Id,
        ["path"] = r.Route.Match.Path,
        ["cluster"] = r.Route.ClusterId,
        ["policies"] = JsonNode.Parse(ConfigPrinter.ToJson(r.Policies.Node, static _ => false)),
    })]);

    // The reload goes on when the caller hangs up: half of one does not exist.
    private async Task<AdminAnswer> ReloadAsync()
    {
        var result = await reloader.ReloadAsync("admin", CancellationToken.None);
        var answer = AdminAnswer.Of(result.Succeeded ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity, new JsonObject
        {
            ["succeeded"] = result.Succeeded,
            ["generation"] = result.Generation,
            ["configHash"] = result.Hash,
            ["failure"] = result.Failure,
            ["findings"] = new JsonArray([.. BriefFindings.Of(result.Findings).Select(static f => (JsonNode)f)]),
        });
        // The call was allowed; what it asked for was not done.
        return result.Succeeded ? answer : answer with { Reason = NotReloaded };
    }

    private void Record(HttpContext context, AdminTarget target, AdminDecision decision, string? note) => events.Write(new SecurityEvent
    {
        Event = "admin.call",
        Outcome = decision.Reason switch
        {
            "allowed" => "success",
            NotReloaded => "failure",
            _ => "rejected",
        },
        Reason = decision.Reason,
        Note = note,
        Consumer = decision.Caller.Length == 0 ? null : decision.Caller,
        Action = context.Request.Method,
        Resource = target.Resource,
        Status = decision.Status,
        ClientAddress = context.Connection.RemoteIpAddress?.ToString(),
    });
}
