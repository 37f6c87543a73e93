using System.Globalization;

namespace Gateway.Policies.Configuration;

/// <summary>
/// Warns where a set or route loosens what it inherits: removes or reports a policy, raises a limit, or replaces an access rule.
/// It is allowed, since that is what overrides are for, but a reviewer has to see it.
/// </summary>
internal static class LooseningCheck
{
    private static readonly string[] s_access = ["Authentication", "Authorization", "IpAccess"];

    public static void Warn(ConfigObject inherited, ConfigObject patch, ConfigErrors errors)
    {
        foreach (var member in patch.Members)
        {
            if (inherited.Find(member.Name)?.Value is not { } before) continue;
            if (IsNull(member.Value)) Add(errors, member, "the inherited policy removed", "it stays");
            else Walk(member.Name, before, member, errors);
        }
    }

    private static void Walk(string policy, ConfigNode before, ConfigMember member, ConfigErrors errors)
    {
        if (before is ConfigObject was && member.Value is ConfigObject now)
        {
            foreach (var inner in now.Members)
                if (was.Find(inner.Name)?.Value is { } value) Walk(policy, value, inner, errors);
            return;
        }

        if (member.Name == "Mode" && Text(member.Value) is "Report" or "Off" && Text(before) is null or "Enforce")
            Add(errors, member, $"the inherited policy in mode {Text(member.Value)}", "Enforce");
        else if (IsNull(member.Value))
            Add(errors, member, "the inherited rule removed", "it stays");
        else if (Number(before) is { } low && Number(member.Value) is { } high && high > low && IsLimit(member.Name))
            Add(errors, member, $"{high}, more than the inherited {low}", $"at most {low}");
        else if (s_access.Contains(policy) && Text(before) != Text(member.Value))
            Add(errors, member, "the inherited access rule replaced", "the inherited rule");
    }

    private static bool IsLimit(string name) => name.StartsWith("Max", StringComparison.Ordinal) || name is "Permits" or "Burst";

    private static bool IsNull(ConfigNode node) => node is ConfigScalar { Kind: ConfigScalarKind.Null };

    private static string? Text(ConfigNode node) => (node as ConfigScalar)?.Text;

    private static decimal? Number(ConfigNode node) =>
        node is ConfigScalar { Kind: ConfigScalarKind.Number } number
        && decimal.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static void Add(ConfigErrors errors, ConfigMember member, string found, string allowed) => errors.Add(new ConfigError(
        ConfigErrorCode.Loosened, member.Value.Location, member.Value.Path, found, allowed + " (this loosens what is inherited)",
        ConfigSeverity.Warning));
}
