using Gateway.Policies.Configuration.Binding;
using YamlDotNet.RepresentationModel;

namespace Gateway.Policies.Waf.Explaining;

/// <summary>
/// The keys that files of go-ftw may have. One that nobody reads, such as <c>mthod</c>, would make a test of something else than what is meant, and it would pass.
/// Keys of go-ftw that would need more than one request as it stands (<c>uris</c>, <c>response</c>) or that it has given up (<c>raw_request</c>) are none, either.
/// </summary>
internal static class FtwKeys
{
    private static readonly string[] File = ["meta", "rule_id", "tests", "author"];
    private static readonly string[] Meta = ["author", "enabled", "name", "description", "version", "tags"];
    private static readonly string[] Test = ["test_title", "test_id", "rule_id", "desc", "tags", "stages"];
    private static readonly string[] Stage = ["description", "input", "output", "stage"];
    private static readonly string[] Input =
    [
        "dest_addr", "port", "protocol", "uri", "follow_redirect", "version", "method", "headers", "ordered_headers", "data", "encoded_data", "save_cookie", "stop_magic",
        "autocomplete_headers", "encoded_request",
    ];

    private static readonly string[] Header = ["name", "value"];
    private static readonly string[] Output =
        ["status", "response_contains", "html_contains", "log_contains", "no_log_contains", "log", "expect_error", "retry_once", "isolated"];

    private static readonly string[] Log = ["expect_ids", "no_expect_ids", "match_regex", "no_match_regex"];

    /// <summary>
    /// Whether a document is meant as tests: a folder of tests may hold a docker-compose.yml, or go-ftw's overrides for a server. A misspelt <c>tests</c> is still meant so.
    /// </summary>
    public static bool IsTests(YamlNode document)
    {
        if (document is not YamlMappingNode root) return true;
        var keys = root.Children.Keys.Select(Text).ToList();
        if (keys.Contains("test_overrides")) return false;
        return keys.Exists(static k => k is "tests" or "meta" or "rule_id") || keys.Exists(static k => NearestName.Find(k, ["tests"]) is not null);
    }

    /// <exception cref="FormatException">A key is none of go-ftw.</exception>
    public static void Check(YamlNode document, string file)
    {
        if (document is not YamlMappingNode root) return;
        Check(root, File, file);
        if (Member(root, "meta") is YamlMappingNode meta) Check(meta, Meta, file);
        foreach (var test in Mappings(Member(root, "tests")))
        {
            Check(test, Test, file);
            foreach (var outer in Mappings(Member(test, "stages")))
            {
                Check(outer, Stage, file);
                var stage = Member(outer, "stage") as YamlMappingNode ?? outer;
                if (!ReferenceEquals(stage, outer)) Check(stage, Stage, file);
                CheckStage(stage, file);
            }
        }
    }

    private static void CheckStage(YamlMappingNode stage, string file)
    {
        if (Member(stage, "input") is YamlMappingNode input)
        {
            Check(input, Input, file);
            foreach (var header in Mappings(Member(input, "ordered_headers"))) Check(header, Header, file);
        }

        if (Member(stage, "output") is not YamlMappingNode output) return;
        Check(output, Output, file);
        if (Member(output, "log") is YamlMappingNode log) Check(log, Log, file);
    }

    private static void Check(YamlMappingNode mapping, string[] allowed, string file)
    {
        foreach (var key in mapping.Children.Keys)
        {
            if (Text(key) is var name && allowed.Contains(name)) continue;
            var meant = NearestName.Find(name, allowed) is { } nearest ? $" (did you mean \"{nearest}\"?)" : "";
            throw new FormatException($"{file}({key.Start.Line},{key.Start.Column}): found the key \"{name}\"; allowed: {string.Join(", ", allowed)}{meant}");
        }
    }

    private static YamlNode? Member(YamlMappingNode mapping, string name) => mapping.Children.FirstOrDefault(c => Text(c.Key) == name).Value;

    private static IEnumerable<YamlMappingNode> Mappings(YamlNode? node) => node switch
    {
        YamlSequenceNode sequence => sequence.Children.OfType<YamlMappingNode>(),
        YamlMappingNode single => [single],
        _ => [],
    };

    private static string Text(YamlNode node) => (node as YamlScalarNode)?.Value ?? "";
}
