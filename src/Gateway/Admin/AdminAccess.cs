using System.Net;
using Gateway.Policies.Authentication;
using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Configuration;

namespace Gateway.Admin;

/// <summary>What an attempt to call the admin listener came to: a status other than 200 refuses, and the reason is for the event.</summary>
internal readonly record struct AdminDecision(int Status, string Caller, string Reason)
{
    public static AdminDecision Allow(string caller) => new(StatusCodes.Status200OK, caller, "allowed");

    public bool IsAllowed => Status == StatusCodes.Status200OK;
}

/// <summary>
/// Who may call the admin listener. Without a key set: this machine, as a program and not as a web page. With one: keys within their
/// scopes, and a few wrong ones per minute and address only.
/// </summary>
internal sealed class AdminAccess(CurrentSnapshot snapshots, ApiKeyStores stores, TimeProvider time)
{
    private const int FailuresPerMinute = 5;

    private readonly FailureBudget _failures = new(FailuresPerMinute, TimeSpan.FromMinutes(1), time, capacity: 1024);

    public AdminDecision Check(HttpContext context, string scope)
    {
        // A page in a browser on this machine must not reach what listens here, under any name (DNS rebinding).
        if (context.Request.Headers.Origin.Count > 0 || context.Request.Headers.ContainsKey("Sec-Fetch-Site"))
            return new(StatusCodes.Status403Forbidden, "", "from-a-browser");
        var gateway = snapshots.Value.Configuration.File.Gateway;
        if (gateway.Admin?.ApiKeys is not { } set) return CheckLocal(context);

        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (_failures.IsExhausted(address, out _)) return new(StatusCodes.Status429TooManyRequests, "", "too-many-failures");
        if (context.Request.Headers[gateway.ApiKeys[set].Header] is not [{ Length: > 0 } key])
            return new(StatusCodes.Status401Unauthorized, "", "key-missing");
        var outcome = stores.Get(set, gateway).Verify(key, time.GetUtcNow());
        if (outcome.IsUnavailable) return new(StatusCodes.Status503ServiceUnavailable, "", outcome.FailureReason!);
        if (outcome.Identity is not { } identity)
        {
            _failures.Charge(address);
            return new(StatusCodes.Status401Unauthorized, "", outcome.FailureReason ?? "key-unknown");
        }

        return identity.Scopes.Contains(scope)
            ? AdminDecision.Allow(identity.Consumer)
            : new(StatusCodes.Status403Forbidden, identity.Consumer, "scope-missing");
    }

    private static AdminDecision CheckLocal(HttpContext context)
    {
        var host = context.Request.Host.Host.Trim('[', ']');
        var isLocal = host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
        return isLocal ? AdminDecision.Allow("local") : new(StatusCodes.Status403Forbidden, "", "foreign-host");
    }
}
