using System.Globalization;
using Gateway.Policies.Events;

namespace Gateway.Policies.Authentication.ApiKey.Shared;

/// <summary>Tells what became of sets in Redis: events for people, the same one once a minute at most, and a counter for everything.</summary>
internal sealed class KeySetAlarm(IEventSink events, ApiKeyMetrics metrics, TimeProvider time)
{
    private const int NamedRecords = 10;
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Text, long At)> _last = new(StringComparer.Ordinal);

    public void Loaded(string scheme, OpenedKeySet opened) => Write(
        "api-keys.loaded", "success", scheme, null, string.Create(CultureInfo.InvariantCulture, $"version {opened.Head.Version} with {opened.Entries.Count} keys"));

    /// <summary>A whole set that is not believed.</summary>
    public void Refused(string scheme, string reason, string note)
    {
        metrics.Refused(scheme, "set-" + reason, 1);
        if (IsNew(scheme, reason + note)) Write("api-keys.set.refused", "rejected", scheme, reason, note + "; what was known before stays in use");
    }

    /// <summary>Records that are not believed, or are not there.</summary>
    public void Refused(string scheme, IReadOnlyList<RefusedRecord> records)
    {
        foreach (var group in records.GroupBy(static r => r.Reason, StringComparer.Ordinal)) metrics.Refused(scheme, group.Key, group.Count());
        // Ids of records that no gateway made are an attacker's text.
        var named = records.Take(NamedRecords).Select(static r => $"{(ApiKeyText.IsId(r.Id) ? r.Id : "?")} {r.Reason}");
        var note = string.Create(CultureInfo.InvariantCulture, $"{records.Count}: {string.Join(", ", named)}");
        if (IsNew(scheme, note)) Write("api-keys.record.refused", "rejected", scheme, records[0].Reason, note);
    }

    public void Restored(string scheme, OpenedKeySet known) => Write(
        "api-keys.restored", "success", scheme, null, string.Create(CultureInfo.InvariantCulture, $"version {known.Head.Version} was put back"));

    public void NotRestored(string scheme, string failure)
    {
        if (IsNew(scheme, "restore " + failure)) Write("api-keys.restore.failed", "failure", scheme, failure, "the store keeps what is not believed; it is tried again");
    }

    private bool IsNew(string scheme, string text)
    {
        lock (_gate)
        {
            var isNew = !_last.TryGetValue(scheme, out var last) || last.Text != text || time.GetElapsedTime(last.At) >= Again;
            if (isNew) _last[scheme] = (text, time.GetTimestamp());
            return isNew;
        }
    }

    private void Write(string name, string outcome, string scheme, string? reason, string note) => events.Write(new SecurityEvent
    {
        Event = name,
        Outcome = outcome,
        Policy = "Authentication",
        Reason = reason,
        Note = $"{scheme}: {note}",
    });
}
