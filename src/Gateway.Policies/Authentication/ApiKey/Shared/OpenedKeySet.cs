namespace Gateway.Policies.Authentication.ApiKey.Shared;

/// <summary>A record that is not used, and why: "mac-invalid", "stale", "missing", "unreadable" or "unlisted".</summary>
internal readonly record struct RefusedRecord(string Id, string Reason);

/// <summary>A set whose MACs were checked.</summary>
/// <param name="Head">Which version it is.</param>
/// <param name="Listed">What belongs to it: key id to the version that wrote the record.</param>
/// <param name="Entries">The keys whose records are good.</param>
/// <param name="Stored">What the store has to hold for it, without what was refused.</param>
/// <param name="Refused">What is missing from the store, or there and not used.</param>
internal sealed record OpenedKeySet(
    KeySetHead Head, IReadOnlyDictionary<string, long> Listed, IReadOnlyList<ApiKeyEntry> Entries, StoredKeySet Stored, IReadOnlyList<RefusedRecord> Refused)
{
    /// <summary>Null when the head is none that a holder of the pepper made.</summary>
    /// <param name="stored">What the store holds.</param>
    /// <param name="seal">The set's seal.</param>
    /// <param name="known">A version from before: its records take the place of damaged ones that did not change since.</param>
    public static OpenedKeySet? Open(StoredKeySet stored, KeySetSeal seal, OpenedKeySet? known = null)
    {
        if (seal.OpenHead(stored.Head, stored.List) is not { } head) return null;
        var listed = KeySetList.Read(stored.List);
        var entries = new List<ApiKeyEntry>(listed.Count);
        var records = new Dictionary<string, string>(listed.Count, StringComparer.Ordinal);
        var refused = new List<RefusedRecord>();
        foreach (var (id, version) in listed)
        {
            var problem = "missing";
            if (stored.Records.TryGetValue(id, out var record) && seal.OpenRecord(id, version, record, out problem) is { } entry) Keep(entry, record);
            else refused.Add(new(id, problem!));
            if (problem is null || known?.Stored.Records.GetValueOrDefault(id) is not { } before) continue;
            if (seal.OpenRecord(id, version, before, out _) is { } unchanged) Keep(unchanged, before);
        }

        refused.AddRange(stored.Records.Keys.Where(id => !listed.ContainsKey(id)).Select(static id => new RefusedRecord(id, "unlisted")));
        return new(head, listed, entries, stored with { Records = records }, refused);

        void Keep(ApiKeyEntry entry, string record)
        {
            entries.Add(entry);
            records[entry.Id] = record;
        }
    }

    /// <summary>The next version of a set; of none, the first.</summary>
    /// <param name="before">The version that is changed.</param>
    /// <param name="changed">Keys that are new or different.</param>
    /// <param name="removed">Keys that are dropped.</param>
    /// <param name="seal">The set's seal.</param>
    /// <returns>Head and list, and the records that changed.</returns>
    public static StoredKeySet Next(OpenedKeySet? before, IReadOnlyList<ApiKeyEntry> changed, IReadOnlyCollection<string> removed, KeySetSeal seal)
    {
        var version = (before?.Head.Version ?? 0) + 1;
        // From the list and not from the entries: a record that is damaged here may be whole on a replica, which puts it back.
        var listed = before is null ? new Dictionary<string, long>(StringComparer.Ordinal) : new(before.Listed, StringComparer.Ordinal);
        foreach (var id in removed) listed.Remove(id);
        foreach (var entry in changed) listed[entry.Id] = version;
        var list = KeySetList.Write(listed);
        return new(seal.Head(version, list).ToString(), list, changed.ToDictionary(static e => e.Id, e => seal.Record(e, version), StringComparer.Ordinal));
    }
}
