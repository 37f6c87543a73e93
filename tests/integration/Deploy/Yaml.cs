using Gateway.IntegrationTests.Support;
using YamlDotNet.RepresentationModel;

namespace Gateway.IntegrationTests.Deploy;

/// <summary>Reads YAML files of the repository, aliases and merge keys resolved.</summary>
internal static class Yaml
{
    public static IReadOnlyList<YamlMappingNode> Documents(params string[] path)
    {
        using var reader = File.OpenText(Path.Combine([RepositoryRoot.Path, .. path]));
        var stream = new YamlStream();
        stream.Load(reader);
        return [.. stream.Documents.Select(static d => (YamlMappingNode)d.RootNode)];
    }

    /// <summary>The node at a path of names and indexes; null when there is none.</summary>
    public static YamlNode? Find(this YamlNode node, params object[] path)
    {
        YamlNode? at = node;
        foreach (var step in path)
        {
            at = (at, step) switch
            {
                (YamlSequenceNode list, int index) => index < list.Children.Count ? list.Children[index] : null,
                (YamlMappingNode map, string name) => Member(map, name),
                _ => null,
            };
        }

        return at;
    }

    /// <summary>The text of the scalar at a path.</summary>
    public static string Text(this YamlNode node, params object[] path) =>
        (node.Find(path) as YamlScalarNode)?.Value ?? throw new KeyNotFoundException(string.Join('/', path));

    /// <summary>The texts of the list at a path.</summary>
    public static IReadOnlyList<string> Texts(this YamlNode node, params object[] path) =>
        node.Find(path) is YamlSequenceNode list ? [.. list.Children.Cast<YamlScalarNode>().Select(static s => s.Value!)] : [];

    private static YamlNode? Member(YamlMappingNode map, string name)
    {
        if (map.Children.TryGetValue(new YamlScalarNode(name), out var value)) return value;
        return map.Children.TryGetValue(new YamlScalarNode("<<"), out var merged) && merged is YamlMappingNode inherited ? Member(inherited, name) : null;
    }
}
