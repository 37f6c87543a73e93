using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Telemetry;

/// <summary>Dashboard and alert rules use metrics and tags that exist: those of docs/telemetry.md.</summary>
public sealed partial class DeployFilesTests
{
    private static readonly HashSet<string> Words =
    [
        "sum", "min", "max", "count", "rate", "increase", "unless", "topk", "histogram_quantile", "by", "and", "or", "label_values", "job", "instance", "le",
    ];

    private static readonly Dictionary<string, HashSet<string>> Labels = Samples();

    [Fact]
    public void Alerts_Expressions_UseDocumentedMetricsAndTags()
    {
        var lines = File.ReadAllLines(Deploy("prometheus", "alerts.yaml"));
        var alerts = lines.Where(static l => l.Contains("- alert: ", StringComparison.Ordinal)).ToArray();
        var expressions = lines.Where(static l => l.StartsWith("        expr: ", StringComparison.Ordinal)).ToArray();
        Assert.InRange(alerts.Length, 10, 100);
        Assert.Equal(alerts.Length, expressions.Length);
        Assert.Equal(alerts.Length, alerts.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(alerts.Length, lines.Count(static l => l.StartsWith("          severity: ", StringComparison.Ordinal)));
        Assert.Equal(alerts.Length, lines.Count(static l => l.StartsWith("          summary: \"", StringComparison.Ordinal)));
        foreach (var expression in expressions) Check(expression["        expr: ".Length..]);
    }

    [Fact]
    public void Dashboard_Expressions_UseDocumentedMetricsAndTags()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllBytes(Deploy("grafana", "gateway.json")));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToArray();
        Assert.Equal(panels.Length, panels.Select(static p => p.GetProperty("id").GetInt32()).Distinct().Count());
        var expressions = panels.Where(static p => p.TryGetProperty("targets", out _))
            .SelectMany(static p => p.GetProperty("targets").EnumerateArray())
            .Select(static t => t.GetProperty("expr").GetString()!)
            .ToArray();
        Assert.InRange(expressions.Length, 30, 200);
        foreach (var expression in expressions) Check(expression);
    }

    private static void Check(string expression)
    {
        // Names of metrics with the tags of their selectors, then the tags of "by".
        var used = new HashSet<string>();
        foreach (Match selector in Selector().Matches(expression))
        {
            var metric = selector.Groups["metric"].Value;
            if (Words.Contains(metric) || Labels.Values.Any(l => l.Contains(metric))) continue;
            Assert.True(Labels.TryGetValue(metric, out var tags), $"{metric} in {expression}");
            used.UnionWith(tags);
            foreach (Capture tag in selector.Groups["tag"].Captures) Assert.True(tags.Contains(tag.Value), $"{metric} has no {tag.Value}: {expression}");
        }

        Assert.NotEmpty(used);
        foreach (Match by in By().Matches(expression))
            Assert.All(by.Groups["tags"].Value.Split(',', StringSplitOptions.TrimEntries), tag => Assert.True(used.Contains(tag), $"no {tag}: {expression}"));
        Assert.Equal(expression.Count(static c => c == '('), expression.Count(static c => c == ')'));
    }

    private static Dictionary<string, HashSet<string>> Samples()
    {
        var samples = new Dictionary<string, HashSet<string>>();
        foreach (var metric in TelemetryTable.Metrics.Values)
        {
            HashSet<string> tags = [.. metric.Tags.Select(static t => t.Replace('.', '_')), "job", "instance"];
            if (metric.Type != "histogram") samples.Add(metric.Prometheus, tags);
            else foreach (var suffix in new[] { "_bucket", "_sum", "_count" }) samples.Add(metric.Prometheus + suffix, [.. tags, "le"]);
        }

        return samples;
    }

    private static string Deploy(params string[] path) => Path.Combine([RepositoryRoot.Path, "deploy", .. path]);

    [GeneratedRegex("""(?<![\w"$.|~=:-])(?<metric>[a-z_][a-z0-9_]*)(\{((?<tag>[a-z_]+)(=~|!=|=)"[^"]*",?)*\})?(?![\w"])""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Selector();

    [GeneratedRegex(@"by \((?<tags>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex By();
}
