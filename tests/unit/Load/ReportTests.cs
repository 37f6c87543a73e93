using System.Text.Json;
using System.Xml.Linq;
using Gateway.Benchmarks.Support;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Report;
using Gateway.LoadTests.Scenarios;

namespace Gateway.UnitTests.Load;

public sealed class ReportTests
{
    private static readonly Conditions Quiet = new(
        "Debian GNU/Linux 12 (bookworm)", "AMD EPYC", 2, ".NET 10.0.12", ["wrk 4.1.0", "haproxy 2.6.12"], "servers on core 0", new Extent(3, 4, 4, 64), 1);

    [Fact]
    public void Ratios_ASlowRound_DoesNotShow()
    {
        // Everything took twice as long in the second round.
        var results = Results.Of(Quiet, new Dictionary<Case, List<Sample>>
        {
            [Of("yarp:tls:h1")] = [Rate(1000), Rate(500), Rate(1000)],
            [Of("haproxy:tls:h1")] = [Rate(2000), Rate(1000), Rate(2000)],
            [Of("gateway:tls:h1")] = [Rate(900), Rate(450), Rate(900)],
        });

        var gateway = results.Rows.Single(static r => r.Case.Contender == CaseCatalog.Gateway);
        Assert.Equal(new Distribution(0.9, 0.9, 0.9, 0.9, 0.9), gateway.ToYarp);
        Assert.Equal(0.45, gateway.ToHaproxy!.Median);
        Assert.Equal(0.25, gateway.Rate.Noise);
    }

    [Fact]
    public void Ratios_ReferenceNotMeasured_AreAbsent()
    {
        var row = Results.Of(Quiet, new Dictionary<Case, List<Sample>> { [Of("gateway:jwt:h1")] = [Rate(900)] }).Rows.Single();

        Assert.Null(row.ToYarp);
        Assert.Null(row.ToHaproxy);
    }

    [Fact]
    public void Faults_FailuresSilenceAndMissingStore_AreNamed()
    {
        var results = Results.Of(Quiet, new Dictionary<Case, List<Sample>>
        {
            [Of("yarp:tls:h1")] = [Rate(1000) with { Failures = 3 }, Rate(1000)],
            [Of("nginx:tls:h1")] = [Rate(1000), Rate(0)],
            [Of("gateway:jwt:h1")] = [Rate(1000) with { Degraded = 0.6 }],
            [Of("gateway:apikey:h1")] = [Rate(1000) with { Degraded = 0 }],
        });

        Assert.Equal(
            [
                "yarp:tls:h1: 3 requests failed; allowed: 0",
                "nginx:tls:h1: a round without a single answer",
                "gateway:jwt:h1: 60 % of the requests were decided without Redis; allowed: at most 5 %",
            ],
            results.Faults());
    }

    [Fact]
    public void Markdown_ARow_HasAllColumns()
    {
        var text = MarkdownReport.Of(Sample());

        Assert.Contains("3 interleaved rounds of 4 s after at most 4 s of warm-up, until the rate no longer rose, 64 requests in flight", text, StringComparison.Ordinal);
        Assert.Contains("| **gateway**, TLS 1.3 | HTTP/1.1 | 900 | 11.1 % | 0.90 | – | 2.00 | 12.5 | 40.0 | 98 % | 5,000 |", text, StringComparison.Ordinal);
        Assert.DoesNotContain("not idle", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_WrittenIntoTheDocs_TakesThePlaceOfTheTable()
    {
        var copy = Path.GetTempFileName();
        try
        {
            File.Copy(Path.Combine(RepositoryRoot.Path, "docs", "benchmarks.md"), copy, overwrite: true);
            var before = File.ReadAllText(copy);

            MarkedSection.Replace(copy, "comparison", MarkdownReport.Of(Sample()));

            var after = File.ReadAllText(copy);
            Assert.Contains("| **gateway**, TLS 1.3 | HTTP/1.1 | 900 |", after, StringComparison.Ordinal);
            Assert.EndsWith(before[before.IndexOf("<!-- comparison:end -->", StringComparison.Ordinal)..], after, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    [Fact]
    public void Markdown_BusyMachine_SaysThatTheFiguresAreNotReliable()
    {
        var results = Sample();

        var text = MarkdownReport.Of(results with { Conditions = results.Conditions with { OtherCores = 0.8, Stolen = 0.01 } });

        Assert.Contains("not idle: other programs kept 0.80 cores busy, and the hypervisor took 1.0 % of the time.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_ARow_HasUnitsInItsNames()
    {
        using var json = JsonDocument.Parse(ResultsJson.Of(Sample()));

        var row = json.RootElement.GetProperty("results")[1];
        Assert.Equal("gateway:tls:h1", row.GetProperty("id").GetString());
        Assert.Equal(900, row.GetProperty("requestsPerSecond").GetProperty("median").GetDouble());
        Assert.Equal(12.5, row.GetProperty("p99Milliseconds").GetDouble());
        Assert.Equal(2, json.RootElement.GetProperty("conditions").GetProperty("processorCount").GetInt32());
    }

    [Fact]
    public void Svg_Bars_AreInProportionAndInsideTheImage()
    {
        var svg = XDocument.Parse(SvgChart.Of(Sample())).Root!;
        var bars = svg.Elements().Where(static e => e.Name.LocalName == "rect").Skip(1).Select(static e => (double)e.Attribute("width")!).ToList();

        Assert.Equal(2, bars.Count);
        Assert.Equal(0.9, bars[1] / bars[0], 2);
        var width = (double)svg.Attribute("width")!;
        var ends = svg.Elements().Where(static e => e.Name.LocalName == "line").Select(static e => (double)e.Attribute("x2")!).ToList();
        Assert.Equal(6 + 2 * 3, ends.Count);
        Assert.All(ends, x => Assert.InRange(x, 0, width));
    }

    private static Results Sample() => Results.Of(Quiet, new Dictionary<Case, List<Sample>>
    {
        [Of("yarp:tls:h1")] = [Rate(1000), Rate(1000), Rate(1000)],
        [Of("gateway:tls:h1")] = [Rate(800), Rate(900), Rate(1000)],
    });

    private static Case Of(string id) => CaseCatalog.Select([id]).Single();

    private static Sample Rate(double perSecond) => new(perSecond, (long)perSecond * 4, 0, TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(12.5))
    {
        ProcessorMicroseconds = 40,
        Busy = 0.98,
        AllocatedBytes = 5000,
    };
}
