using Gateway.Policies.Configuration;

namespace Gateway.Cli;

/// <summary>Prints merged values, each with its source; what may be secret is not shown.</summary>
internal static class EffectiveValues
{
    public static void Write(TextWriter output, string name, ConfigNode node, int depth)
    {
        var indent = new string(' ', depth * 2);
        switch (node)
        {
            case ConfigObject o when o.Members.Count > 0:
                output.WriteLine($"{indent}{name}");
                foreach (var member in o.Members) Write(output, member.Name, member.Value, depth + 1);
                break;
            default:
                output.WriteLine($"{indent}{name} = {Show(node)}    ({Source(node)})");
                break;
        }
    }

    private static string Show(ConfigNode node) => node switch
    {
        ConfigArray array => "[" + string.Join(", ", array.Items.Select(Show)) + "]",
        ConfigObject o => "{" + string.Join(", ", o.Members.Select(m => $"{m.Name}: {Show(m.Value)}")) + "}",
        _ => node.Describe(),
    };

    private static string Source(ConfigNode node) => $"{Path.GetFileName(node.Location.File)}:{node.Location.Line} {node.Path}";
}
