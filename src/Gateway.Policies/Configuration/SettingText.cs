using System.Collections;
using System.Globalization;
using Gateway.Policies.Configuration.Binding;

namespace Gateway.Policies.Configuration;

/// <summary>A bound setting in the notation of the configuration, for comparing two configurations and saying what differs.</summary>
/// <param name="Value">The value; defaults are values like others.</param>
/// <param name="IsHidden">It is a secret, or came from the environment or a file.</param>
/// <param name="IsSection">It stands for an object that may be absent, whose members follow.</param>
internal sealed record SettingText(string Value, bool IsHidden, bool IsSection)
{
    public const string Nothing = "nothing";

    private const string Section = "an object";

    public string Shown => IsHidden ? "a value that is not shown" : Value;

    /// <summary>Reads an object and those in it, member by member.</summary>
    /// <param name="instance">The bound object.</param>
    /// <param name="node">What it was bound from; null for defaults.</param>
    /// <param name="path">Its JSON path.</param>
    /// <param name="wanted">Says by the path of the object and the name of a member which ones are read.</param>
    /// <param name="settings">Where they go, by path.</param>
    public static void Read(object instance, ConfigObject? node, string path, Func<string, string, bool> wanted, IDictionary<string, SettingText> settings)
    {
        foreach (var member in ObjectShape.For(instance.GetType()).Members)
        {
            if (!wanted(path, member.Name)) continue;
            var value = member.Get(instance);
            var stands = node?.Find(member.Name)?.Value;
            var at = $"{path}:{member.Name}";
            if (member.Value.Kind is not ValueKind.Object)
            {
                settings[at] = new(Text(member.Value, value), member.Rules.IsSecret && value is not null || HoldsInterpolation(stands), IsSection: false);
                continue;
            }

            if (member.IsNullable) settings[at] = new(value is null ? Nothing : Section, IsHidden: false, IsSection: true);
            if (value is not null) Read(value, stands as ConfigObject, at, wanted, settings);
        }
    }

    private static string Text(ValueShape shape, object? value) => value switch
    {
        null => Nothing,
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        TimeSpan duration => $"\"{Duration.Format(duration)}\"",
        int or long or double => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        IDictionary map when shape.Kind is ValueKind.Map =>
            $"{{{string.Join(", ", map.Keys.Cast<string>().Order(StringComparer.Ordinal).Select(k => $"\"{k}\": {Text(shape.Element!, map[k])}"))}}}",
        IEnumerable list when shape.Kind is ValueKind.List => $"[{string.Join(", ", list.Cast<object?>().Select(v => Text(shape.Element!, v)))}]",
        _ when shape.Kind is ValueKind.Object =>
            $"{{{string.Join(", ", ObjectShape.For(shape.Type).Members.Select(m => $"\"{m.Name}\": {(m.Rules.IsSecret ? "\"***\"" : Text(m.Value, m.Get(value)))}"))}}}",
        _ => $"\"{value}\"",
    };

    private static bool HoldsInterpolation(ConfigNode? node) => node switch
    {
        ConfigScalar scalar => scalar.IsInterpolated,
        ConfigArray array => array.Items.Any(HoldsInterpolation),
        ConfigObject o => o.Members.Any(static m => HoldsInterpolation(m.Value)),
        _ => false,
    };
}
