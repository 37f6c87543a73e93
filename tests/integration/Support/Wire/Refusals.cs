using Gateway.Policies.Events;

namespace Gateway.IntegrationTests.Support;

/// <summary>What holds for every refusal: a problem that tells an attacker nothing, and one event that tells the operator why.</summary>
public static class Refusals
{
    private static readonly HashSet<string> Members = ["type", "title", "status", "detail", "traceId", "errors"];

    /// <summary>Checks a refusal and its event, which it returns.</summary>
    public static SecurityEvent Check(RunningGateway gateway, WireAnswer answer, int status, string policy, string reason, string what = "")
    {
        Assert.True(answer.Status == status, $"{what}: found {answer.Status}, expected {status} {reason}\n{answer}");
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        var problem = answer.Json;
        Assert.All(problem.EnumerateObject(), member => Assert.Contains(member.Name, Members));
        Assert.Equal($"urn:gateway:problem:{policy}", problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        var traceId = problem.GetProperty("traceId").GetString();
        Assert.Matches("^[0-9a-f]{32}$", traceId);
        Assert.False(answer.ToString().Contains(reason, StringComparison.OrdinalIgnoreCase), $"{what}: the client is told the reason: {answer}");

        var seen = Assert.Single(gateway.Events.All, e => e.TraceId == traceId);
        Assert.True(seen.Reason == reason, $"{what}: found reason {seen.Reason}, expected {reason}");
        Assert.Equal(policy, seen.Policy);
        Assert.Equal(status, seen.Status);
        Assert.Equal(("request.rejected", "rejected"), (seen.Event, seen.Outcome));
        return seen;
    }

    /// <summary>A 401 of authentication: it names the schemes (RFC 9110 section 15.5.2) and not a word of what was wrong.</summary>
    public static SecurityEvent CheckUnauthenticated(RunningGateway gateway, WireAnswer answer, string reason, string challenge, string what = "")
    {
        var seen = Check(gateway, answer, 401, "Authentication", reason, what);
        Assert.Equal([challenge], answer.Headers.All("WWW-Authenticate"));
        Assert.False(answer.Json.TryGetProperty("detail", out _), $"{what}: a 401 with a detail");
        return seen;
    }

    /// <summary>Waits for an event that is not a request's.</summary>
    public static Task WaitForEventAsync(RunningGateway gateway, string name, int count = 1) => Eventually.Async(
        () => gateway.Events.All.Count(e => e.Event == name) >= count, Deadline.Default, $"{count} events {name} have come");
}
