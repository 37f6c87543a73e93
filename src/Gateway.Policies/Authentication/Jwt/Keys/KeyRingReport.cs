using Gateway.Policies.Events;

namespace Gateway.Policies.Authentication.Jwt.Keys;

/// <summary>Tells the operator how an issuer's keys fare: a metric for each read, an event only when something changes.</summary>
internal sealed class KeyRingReport(string name, IEventSink events, JwtMetrics metrics)
{
    public void Succeeded(KeyRingHealth before, KeyRingHealth after, int removed)
    {
        metrics.Fetched(name, "success");
        if (before.Failure is not null) Write("jwks.refresh.recovered", "success", null, $"{name}: {after.KeyCount} keys");
        else if (!before.IsReady) Write("jwks.loaded", "success", null, $"{name}: {after.KeyCount} keys");
        if (before.IsReady && before.Generation != after.Generation)
            Write("jwks.keys.changed", "success", null, $"{name}: {after.KeyCount} keys, {removed} removed");
    }

    public void Failed(KeyRingHealth before, KeyRingHealth after, string note)
    {
        metrics.Fetched(name, after.Failure!);
        if (before.Failure is not null) return;
        var consequence = after.IsReady ? "the last good keys serve" : "routes answer 503 until keys arrive";
        Write("jwks.refresh.failed", "failure", after.Failure, $"{name}: found {note}; {consequence}");
    }

    private void Write(string name, string outcome, string? reason, string note) =>
        events.Write(new SecurityEvent { Event = name, Outcome = outcome, Policy = "Authentication", Reason = reason, Note = note });
}
