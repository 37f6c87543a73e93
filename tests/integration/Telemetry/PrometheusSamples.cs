using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.IntegrationTests.Telemetry;

/// <summary>One line of a scrape.</summary>
internal sealed record PrometheusSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>A metric with everything that a scrape says about it.</summary>
internal sealed record PrometheusFamily(string Name, string Type, string Help, IReadOnlyList<PrometheusSample> Samples);

/// <summary>
/// Reads the text exposition format 0.0.4 more strictly than Prometheus does: families in one piece with HELP and TYPE first, no series twice,
/// histograms that add up.
/// </summary>
internal static partial class PrometheusSamples
{
    public static IReadOnlyList<PrometheusFamily> Parse(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var families = new List<PrometheusFamily>();
        foreach (var part in text.Split("# HELP ", StringSplitOptions.RemoveEmptyEntries)) families.Add(Family(part.Split('\n')[..^1]));
        Assert.Equal(families.Count, families.DistinctBy(static f => f.Name).Count());
        return families;
    }

    private static PrometheusFamily Family(string[] lines)
    {
        var help = Head().Match(lines[0]);
        Assert.True(help.Success, lines[0]);
        var name = help.Groups["name"].Value;
        var type = TypeLine().Match(lines[1]);
        Assert.True(type.Success && type.Groups["name"].Value == name, lines[1]);
        var samples = lines[2..].Select(Sample).ToArray();
        var family = new PrometheusFamily(name, type.Groups["type"].Value, help.Groups["help"].Value, samples);
        Assert.NotEmpty(samples);
        Assert.Equal(samples.Length, samples.Select(static s => s.Name + Key(s.Labels)).Distinct(StringComparer.Ordinal).Count());
        if (family.Type == "histogram") CheckHistogram(family);
        else Assert.All(samples, s => Assert.Equal(name, s.Name));
        if (family.Type == "counter") Assert.All(samples, static s => Assert.True(s.Name.EndsWith("_total", StringComparison.Ordinal) && s.Value >= 0, s.ToString()));
        return family;
    }

    private static PrometheusSample Sample(string line)
    {
        var match = SampleLine().Match(line);
        Assert.True(match.Success, line);
        var labels = match.Groups["label"].Captures.Zip(match.Groups["value"].Captures).ToDictionary(static l => l.First.Value, static l => Unescape(l.Second.Value));
        return new(match.Groups["name"].Value, labels, Number(match.Groups["number"].Value));
    }

    private static void CheckHistogram(PrometheusFamily family)
    {
        foreach (var series in family.Samples.GroupBy(static s => Key(s.Labels.Where(static l => l.Key != "le"))))
        {
            var buckets = series.Where(s => s.Name == family.Name + "_bucket").ToArray();
            var bounds = buckets.Select(static b => Number(b.Labels["le"])).ToArray();
            Assert.Equal(bounds.Order(), bounds);
            Assert.Equal(double.PositiveInfinity, bounds[^1]);
            Assert.Equal(buckets.Select(static b => b.Value).Order(), buckets.Select(static b => b.Value));
            Assert.Equal(Assert.Single(series, s => s.Name == family.Name + "_count").Value, buckets[^1].Value);
            Assert.Single(series, s => s.Name == family.Name + "_sum");
            Assert.Equal(buckets.Length + 2, series.Count());
        }
    }

    private static string Key(IEnumerable<KeyValuePair<string, string>> labels) => string.Join(',', labels.OrderBy(static l => l.Key, StringComparer.Ordinal));

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static string Unescape(string value) => Escape().Replace(value, static m => m.Value == "\\n" ? "\n" : m.Value[1..]);

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<help>([^\\]|\\\\|\\n)*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Head();

    [GeneratedRegex(@"^# TYPE (?<name>\S+) (?<type>counter|gauge|histogram)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypeLine();

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{((?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\\n]|\\\\|\\"|\\n)*)"(,(?!\})|(?=\})))+\})? (?<number>-?[0-9.]+(E[+-]?[0-9]+)?|NaN|[+-]Inf)$""",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SampleLine();

    [GeneratedRegex("""\\[\\"n]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Escape();
}
