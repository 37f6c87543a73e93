namespace Gateway.Policies.Configuration.Reading;

/// <summary>Puts included trees into the main one: named maps are united, anything else that stands in two files is an error naming both places.</summary>
internal static class IncludeMerge
{
    private static readonly HashSet<string> United = new(StringComparer.Ordinal)
    {
        "",
        "Gateway", "Gateway:Jwt", "Gateway:ApiKeys", "Gateway:PolicySets", "Gateway:Policies",
        "ReverseProxy", "ReverseProxy:Routes", "ReverseProxy:Clusters",
    };

    public static ConfigObject Merge(ConfigObject first, ConfigObject second, ConfigErrors errors)
    {
        var members = new List<ConfigMember>(first.Members);
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < members.Count; i++) positions[members[i].Name] = i;

        foreach (var member in second.Members)
        {
            if (!positions.TryGetValue(member.Name, out var position))
            {
                positions[member.Name] = members.Count;
                members.Add(member);
                continue;
            }

            var existing = members[position];
            if (existing.Value is ConfigObject a && member.Value is ConfigObject b && United.Contains(b.Path))
            {
                members[position] = existing with { Value = Merge(a, b, errors) };
            }
            else
            {
                errors.Add(new ConfigError(
                    ConfigErrorCode.DuplicateMember, member.NameLocation, member.Value.Path,
                    $"the member again (first at {existing.NameLocation})", "each member in one file"));
            }
        }

        return new ConfigObject(first.Location, first.Path, members);
    }
}
