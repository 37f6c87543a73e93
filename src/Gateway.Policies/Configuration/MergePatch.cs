namespace Gateway.Policies.Configuration;

/// <summary>
/// JSON Merge Patch (RFC 7396) over located nodes. Every value keeps the place that it came from; a merged object has the place
/// of the patch, the most specific one.
/// </summary>
internal static class MergePatch
{
    /// <summary>Objects merge, arrays and scalars replace, null removes. Neither argument is changed.</summary>
    public static ConfigNode Apply(ConfigNode? target, ConfigNode patch)
    {
        if (patch is not ConfigObject changes) return patch;
        var existing = target as ConfigObject;
        if (changes.Members.Count == 0 && existing is not null) return existing;

        // Nothing to merge with: the patch as it is, unless a null in it removes itself.
        if (existing is not { Members.Count: > 0 } && !HoldsNull(changes)) return changes;

        var members = new List<ConfigMember>(existing?.Members ?? []);
        foreach (var change in changes.Members)
        {
            var index = members.FindIndex(m => string.Equals(m.Name, change.Name, StringComparison.Ordinal));
            if (change.Value is ConfigScalar { Kind: ConfigScalarKind.Null })
            {
                if (index >= 0) members.RemoveAt(index);
                continue;
            }

            var merged = change with { Value = Apply(index < 0 ? null : members[index].Value, change.Value) };
            if (index < 0)
                members.Add(merged);
            else
                members[index] = merged;
        }

        return new ConfigObject(changes.Location, changes.Path, members);
    }

    private static bool HoldsNull(ConfigObject patch)
    {
        foreach (var member in patch.Members)
            if (member.Value is ConfigScalar { Kind: ConfigScalarKind.Null } || (member.Value is ConfigObject inner && HoldsNull(inner))) return true;
        return false;
    }
}
