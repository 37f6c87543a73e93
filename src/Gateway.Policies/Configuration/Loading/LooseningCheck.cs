namespace Gateway.Policies.Configuration;

/// <summary>
/// Warns where a set or route loosens what it inherits: removes or reports a policy, raises a limit, or replaces an access rule.
/// It is allowed, since that is what overrides are for, but a reviewer has to see it.
/// </summary>
internal static class LooseningCheck
{
    private static readonly string[] Access = ["Authentication", "Authorization", "IpAccess"];

    public static void Warn(ConfigObject inherited, ConfigObject patch, ConfigErrors errors)
    {
        foreach (var member in patch.Members)
        {
            if (inherited.Find(member.Name)?.Value is not { } before) continue;
            if (IsNull(member.Value)) Add(errors, member, "the inherited policy removed", "it stays");
            else if (before is ConfigObject was && member.Value is ConfigObject now) Walk(member.Name, was, now, errors);
        }
    }

    private static void Walk(string policy, ConfigObject was, ConfigObject now, ConfigErrors errors, bool rule = false)
    {
        foreach (var member in now.Members)
        {
            var before = was.Find(member.Name)?.Value;
            if (rule && RuleLoosening.TryWarn(was, member, (m, found, allowed) => Add(errors, m, found, allowed))) continue;
            if (before is null) WarnAdded(policy, member, errors);
            else if (before is ConfigObject outer && member.Value is ConfigObject inner)
                Walk(policy, outer, inner, errors, rule: RuleLoosening.IsRule(policy, member.Name));
            else Compare(policy, before, member, errors);
        }
    }

    // What is not inherited has its default: these loosen that, too. Whatever else a route adds is one rule more to keep.
    private static void WarnAdded(string policy, ConfigMember member, ConfigErrors errors)
    {
        if (IsNull(member.Value)) return;
        if (member.Name is "Mode" or "Request" && LooseningRules.ModeRank(member.Value) > 0)
            Add(errors, member, $"the inherited policy in mode {member.Value.Describe()}", "Enforce");
        else if (member.Name == "Anonymous")
            Add(errors, member, "everybody let in", "the inherited rule");
        else if (member.Value is ConfigObject added)
            Walk(policy, new ConfigObject(added.Location, added.Path, []), added, errors);
        else if (LooseningRules.SwitchesOff(member))
            Add(errors, member, member.Value.Describe(), "the stricter default");
    }

    private static void Compare(string policy, ConfigNode before, ConfigMember member, ConfigErrors errors)
    {
        // A reason is for people.
        if (member.Name == "Reason" || LooseningRules.Same(before, member.Value)) return;
        if (IsNull(member.Value))
            Add(errors, member, "the inherited rule removed", "it stays");
        else if (member.Name is "Mode" or "Until" or "Request" or "Response")
            CompareMode(before, member, errors);
        else if (LooseningRules.Limit(member.Name) is { } limit)
        {
            if (limit.IsLooser(before, member.Value))
                Add(errors, member, $"{member.Value.Describe()}, {limit.Looser} than the inherited {before.Describe()}", $"at {limit.Bound} {before.Describe()}");
        }
        else if (before is ConfigArray was && member.Value is ConfigArray now && LooseningRules.IsList(member.Name))
        {
            if (LooseningRules.IsLooser(member.Name, was, now)) Add(errors, member, "the inherited list replaced by a wider one", "the inherited list");
        }
        else if (LooseningRules.IsSwitch(member.Name))
        {
            if (LooseningRules.SwitchesOff(member)) Add(errors, member, member.Value.Describe(), $"the inherited {before.Describe()}");
        }
        else if (Access.Contains(policy))
            Add(errors, member, "the inherited access rule replaced", "the inherited rule");
    }

    private static void CompareMode(ConfigNode before, ConfigMember member, ConfigErrors errors)
    {
        if (member.Name != "Until" && LooseningRules.ModeRank(member.Value) > LooseningRules.ModeRank(before))
            Add(errors, member, $"the inherited policy in mode {member.Value.Describe()}", $"the inherited {before.Describe()}");
        else if (member.Name == "Until" && LooseningRules.IsLater(before, member.Value))
            Add(errors, member, $"Report mode until {member.Value.Describe()}", $"the inherited {before.Describe()}");
    }

    private static bool IsNull(ConfigNode node) => node is ConfigScalar { Kind: ConfigScalarKind.Null };

    private static void Add(ConfigErrors errors, ConfigMember member, string found, string allowed) => errors.Add(new ConfigError(
        ConfigErrorCode.Loosened, member.Value.Location, member.Value.Path, found, allowed + " (this loosens what is inherited)",
        ConfigSeverity.Warning));
}
