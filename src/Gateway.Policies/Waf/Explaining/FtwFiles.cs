using Gateway.SecLang.Testing;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace Gateway.Policies.Waf.Explaining;

/// <summary>Reads go-ftw files: all of a folder and those below it, or one.</summary>
internal static class FtwFiles
{
    public static IReadOnlyList<string> Find(string path) => Directory.Exists(path)
        ? [.. Directory.EnumerateFiles(path, "*.*", SearchOption.AllDirectories).Where(static f => f.EndsWith(".yaml", StringComparison.Ordinal) || f.EndsWith(".yml", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
        : File.Exists(path) ? [path] : [];

    /// <summary>Null for a YAML file that is about something else.</summary>
    /// <exception cref="FormatException">It is a file of tests with a mistake.</exception>
    public static IReadOnlyList<FtwTest>? Read(string file)
    {
        try
        {
            var text = File.ReadAllText(file);
            var nodes = new YamlStream();
            using (var reader = new StringReader(text)) nodes.Load(reader);
            // A file of comments alone: the Core Rule Set has such for rules without tests.
            if (nodes.Documents.Count == 0) return [];
            if (!FtwKeys.IsTests(nodes.Documents[0].RootNode)) return null;
            FtwKeys.Check(nodes.Documents[0].RootNode, file);
            return new DeserializerBuilder().Build().Deserialize(text) is { } document ? FtwTest.Read(document, file) : [];
        }
        catch (YamlException error)
        {
            throw new FormatException($"{file}({error.Start.Line},{error.Start.Column}): {error.Message}", error);
        }
    }
}
