using System.Globalization;
using Gateway.Policies.Configuration.Binding;

namespace Gateway.Policies.Configuration;

/// <summary>A member that limits: which way of changing it loosens.</summary>
internal sealed record LooseningLimit(bool MoreIsLooser)
{
    public string Looser => MoreIsLooser ? "more" : "less";

    public string Bound => MoreIsLooser ? "most" : "least";

    public bool IsLooser(ConfigNode before, ConfigNode now) =>
        Number(before) is { } was && Number(now) is { } number && (MoreIsLooser ? number > was : number < was);

    // A number, a size or a duration; an interpolated number is a text.
    public static decimal? Number(ConfigNode? node)
    {
        if (node is not ConfigScalar { Kind: ConfigScalarKind.Number or ConfigScalarKind.Text, Text: var text }) return null;
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return number;
        if (ByteSize.TryParse(text, out var bytes)) return bytes;
        return Duration.TryParse(text, out var duration) ? duration.Ticks : null;
    }
}

/// <summary>What loosens, by the names that members have in every policy.</summary>
internal static class LooseningRules
{
    private static readonly LooseningLimit Most = new(MoreIsLooser: true);
    private static readonly LooseningLimit Least = new(MoreIsLooser: false);

    // Lists that let in what they name, and lists that demand or refuse what they name.
    private static readonly string[] Admitting =
        ["Allow", "Schemes", "AnyScopes", "Roles", "Methods", "ContentTypes", "Origins", "Headers", "ExposedHeaders", "KeepBackend", "SuccessStatuses"];

    private static readonly string[] Demanding = ["Deny", "Scopes", "Permissions", "Claims", "Remove", "Failures", "FailureStatuses", "GuardedMethods"];

    /// <summary>Null when the member is no limit. MaxAge is none: it tells browsers what to remember.</summary>
    public static LooseningLimit? Limit(string name) => name switch
    {
        "MaxAge" => null,
        "Permits" or "Burst" or "Ipv4PrefixLength" or "Ipv6PrefixLength" or "DelayAfter" or "LockAfter" => Most,
        "Window" or "Cost" or "FirstDelay" or "MaxDelay" or "LockFor" or "MaxLockFor" => Least,
        _ => name.StartsWith("Max", StringComparison.Ordinal) ? Most : null,
    };

    public static bool IsList(string name) => Admitting.Contains(name) || Demanding.Contains(name) || name == "By";

    public static bool IsLooser(string name, ConfigArray was, ConfigArray now)
    {
        if (Demanding.Contains(name)) return !was.Items.All(item => Contains(now, item));
        // An empty list names nobody and so means everybody, or no rule.
        if (Admitting.Contains(name)) return now.Items.Count == 0 || !now.Items.All(item => Contains(was, item));
        return true;
    }

    /// <summary>Whether the member is a switch that guards something when it is on ("Enabled", "Require…") or opens something ("Allow…").</summary>
    public static bool IsSwitch(string name) => Guards(name) || Opens(name) || Undeclared(name) || name == "SecurityFrom";

    public static bool SwitchesOff(ConfigMember member) =>
        (Guards(member.Name) && Text(member.Value) is "false") || (Opens(member.Name) && Text(member.Value) is "true")
        || (Undeclared(member.Name) && Text(member.Value) is "Allow") || (member.Name == "SecurityFrom" && Text(member.Value) is "Route");

    /// <summary>From Enforce over Report to Off.</summary>
    public static int ModeRank(ConfigNode mode) => Text(mode) switch
    {
        "Report" => 1,
        "Off" => 2,
        _ => 0,
    };

    // yyyy-MM-dd sorts as text.
    public static bool IsLater(ConfigNode before, ConfigNode now) => string.CompareOrdinal(Text(now), Text(before)) > 0;

    public static bool Same(ConfigNode a, ConfigNode b) => (a, b) switch
    {
        (ConfigScalar x, ConfigScalar y) => x.Kind == y.Kind && string.Equals(x.Text, y.Text, StringComparison.Ordinal),
        (ConfigArray x, ConfigArray y) => x.Items.Count == y.Items.Count && x.Items.Zip(y.Items).All(static p => Same(p.First, p.Second)),
        (ConfigObject x, ConfigObject y) => x.Members.Count == y.Members.Count
            && x.Members.All(m => y.Find(m.Name)?.Value is { } other && Same(m.Value, other)),
        _ => false,
    };

    private static bool Guards(string name) =>
        name is "Enabled" or "ContentTypeOptions" or "Shared" || name.StartsWith("Require", StringComparison.Ordinal) || name.StartsWith("Reject", StringComparison.Ordinal);

    // "Allow" alone is a list.
    private static bool Opens(string name) => name is "AnyAuthenticated" || (name.Length > 5 && name.StartsWith("Allow", StringComparison.Ordinal));

    // "Refuse" or "Allow" for what a contract does not declare.
    private static bool Undeclared(string name) => name.StartsWith("Unknown", StringComparison.Ordinal) || name.StartsWith("Unchecked", StringComparison.Ordinal);

    private static bool Contains(ConfigArray list, ConfigNode item) => list.Items.Any(other => Same(other, item));

    private static string? Text(ConfigNode node) => (node as ConfigScalar)?.Text;
}
