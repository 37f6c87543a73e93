using Gateway.Policies.Configuration.Binding;

namespace Gateway.Policies.Configuration;

/// <summary>
/// What loosens an inherited rule of RateLimit, where that does not follow from a member's name alone. Figures are compared with what the
/// rule said before, defaults included.
/// </summary>
internal static class RuleLoosening
{
    private static readonly string[] Exemptions = ["Consumers", "Addresses", "Methods"];
    private static readonly ConfigObject Empty = new(new ConfigLocation("", 0, 0), "", []);

    /// <summary>True for the members of RateLimit that are rules.</summary>
    public static bool IsRule(string policy, string member) => policy == "RateLimit" && ObjectShape.IsEntryName(member);

    /// <summary>Adds what loosens; false for a member that is like those of every policy.</summary>
    public static bool TryWarn(ConfigObject was, ConfigMember member, Action<ConfigMember, string, string> warn)
    {
        var before = was.Find(member.Name)?.Value;
        switch (member.Name)
        {
            case "Exempt":
                WarnExempt(AsObject(before), AsObject(member.Value), member, warn);
                return true;
            case "Costs":
                foreach (var cost in Entries(AsObject(before), member))
                    if (Cost(was, AsObject(before), cost.Name) > Cost(was, AsObject(member.Value), cost.Name)) warn(cost, "a lower cost than the inherited one", "at least the inherited cost");
                return true;
            case "Tiers":
                foreach (var tier in Entries(AsObject(before), member)) WarnTier(was, AsObject(AsObject(before).Find(tier.Name)?.Value), tier, warn);
                return true;
            case "TierClaim":
                if (!IsNull(member.Value) && !(before is not null && LooseningRules.Same(before, member.Value)) && was.Find("Tiers") is not null)
                    warn(member, "another claim than the inherited one says who has which tier", "the inherited one");
                return true;
            case "OnStoreFailure" or "Algorithm":
                if (Rank(member.Name, member.Value) > Rank(member.Name, before)) warn(member, member.Value.Describe(), before is null ? "the stricter default" : $"the inherited {before.Describe()}");
                return true;
            case "CountRefused":
                if (Text(before) is "true" && Text(member.Value) is not "true") warn(member, "refused requests not counted", "the inherited true");
                return true;
            case "MaxCost" or "MaxDebt":
                if (LooseningLimit.Number(before) is { } most && LooseningLimit.Number(member.Value) is { } number && number < most)
                    warn(member, $"{member.Value.Describe()}, less of what a request cost than the inherited {before!.Describe()}", $"at least {before.Describe()}");
                return true;
            case "CostHeader" when before is not null && !IsNull(member.Value):
                if (!LooseningRules.Same(before, member.Value)) warn(member, "another header than the inherited one says what a request cost", "the inherited one");
                return true;
            default:
                return false;
        }
    }

    private static void WarnExempt(ConfigObject before, ConfigObject now, ConfigMember member, Action<ConfigMember, string, string> warn)
    {
        foreach (var name in Exemptions)
        {
            if (now.Find(name) is not { Value: ConfigArray { Items.Count: > 0 } list } added) continue;
            if (before.Find(name)?.Value is ConfigArray was && list.Items.All(i => was.Items.Any(w => LooseningRules.Same(w, i)))) continue;
            warn(ReferenceEquals(before, Empty) ? member : added, "requests exempted that the inherited rule counts", "the inherited exemptions");
            if (ReferenceEquals(before, Empty)) return;
        }
    }

    private static void WarnTier(ConfigObject rule, ConfigObject was, ConfigMember tier, Action<ConfigMember, string, string> warn)
    {
        var now = AsObject(tier.Value);
        if (IsMore("Permits") || IsMore("Burst") || Figure("Window", now) < Figure("Window", was))
            warn(tier, "a tier that is granted more than before", "at most what the inherited rule grants its callers");

        bool IsMore(string name) => Figure(name, now) > Figure(name, was);

        // A patch says what changes: what it does not name is what it was.
        decimal? Figure(string name, ConfigObject values) => name switch
        {
            "Burst" => LooseningLimit.Number(values.Find("Burst")?.Value) ?? LooseningLimit.Number(values.Find("Permits")?.Value)
                ?? LooseningLimit.Number(Inherited("Burst", values)) ?? LooseningLimit.Number(Inherited("Permits", values)),
            _ => LooseningLimit.Number(values.Find(name)?.Value) ?? LooseningLimit.Number(Inherited(name, values)),
        };

        ConfigNode? Inherited(string name, ConfigObject values) =>
            (ReferenceEquals(values, now) && !IsNull(tier.Value) ? was.Find(name)?.Value : null) ?? rule.Find(name)?.Value;
    }

    // What a patch changes: its own entries, or all that it removes as a whole.
    private static IEnumerable<ConfigMember> Entries(ConfigObject before, ConfigMember member) =>
        IsNull(member.Value) ? before.Members.Select(m => new ConfigMember(m.Name, member.NameLocation, member.Value)) : AsObject(member.Value).Members;

    private static decimal Cost(ConfigObject rule, ConfigObject costs, string method) =>
        LooseningLimit.Number(costs.Find(method)?.Value) ?? LooseningLimit.Number(rule.Find("Cost")?.Value) ?? 1;

    private static int Rank(string member, ConfigNode? value) => (member, Text(value)) switch
    {
        ("OnStoreFailure", "Deny") => 0,
        ("OnStoreFailure", "Allow") => 2,
        ("OnStoreFailure", _) => 1,
        // The only one that never admits more than Permits in any span of Window.
        ("Algorithm", "SlidingWindow") => 0,
        _ => 1,
    };

    private static ConfigObject AsObject(ConfigNode? node) => node as ConfigObject ?? Empty;

    private static bool IsNull(ConfigNode node) => node is ConfigScalar { Kind: ConfigScalarKind.Null };

    private static string? Text(ConfigNode? node) => (node as ConfigScalar)?.Text;
}
