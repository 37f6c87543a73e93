using Gateway.SecLang.Testing;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Gateway.Policies.Waf.Explaining;

/// <summary>Reads go-ftw files: all of a folder and those below it, or one.</summary>
internal static class FtwFiles
{
    public static IReadOnlyList<string> Find(string path) => Directory.Exists(path)
        ? [.. Directory.EnumerateFiles(path, "*.*", SearchOption.AllDirectories).Where(static f => f.EndsWith(".yaml", StringComparison.Ordinal) || f.EndsWith(".yml", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
        : File.Exists(path) ? [path] : [];

    /// <exception cref="FormatException">It is no such file.</exception>
    public static IReadOnlyList<FtwTest> Read(string file)
    {
        try
        {
            using var reader = new StreamReader(file);
            // A file of comments alone: the Core Rule Set has such for rules without tests.
            return new DeserializerBuilder().Build().Deserialize(reader) is { } document ? FtwTest.Read(document, file) : [];
        }
        catch (YamlException error)
        {
            throw new FormatException($"{file}({error.Start.Line},{error.Start.Column}): {error.Message}", error);
        }
    }
}
