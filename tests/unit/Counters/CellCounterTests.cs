using System.Globalization;
using Gateway.Policies.Counters;

namespace Gateway.UnitTests.Counters;

public sealed class CellCounterTests : IDisposable
{
    private readonly ExportedCells _cells = new();

    [Fact]
    public async Task Additions_OfManyThreads_AreAllExported()
    {
        const int Threads = 8, Times = 50_000;
        var kept = _cells.Counter.Of(Tag("a"));
        var present = _cells.UpDown.Of(Tag("a"));
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < Times; i++)
                {
                    kept.Add(1);
                    // Whoever asks again has the same cell.
                    if (i % 1000 == 0) _cells.Counter.Of(Tag("b")).Add(1);
                    present.Add(1);
                    present.Add(-1);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        Assert.Equal([$"counted_total{{name=\"a\"}} {Threads * Times}", $"counted_total{{name=\"b\"}} {Threads * Times / 1000}", "present{name=\"a\"} 0"], _cells.Scrape());
    }

    [Fact]
    public void Series_ThatWasNeverCounted_IsNotExported()
    {
        _cells.Counter.Of(Tag("idle"));
        _cells.Counter.Of(Tag("busy")).Add(3);
        Assert.Equal(["counted_total{name=\"busy\"} 3"], _cells.Scrape());
        _cells.Counter.Of(Tag("idle")).Add(1);
        Assert.Equal(["counted_total{name=\"idle\"} 1", "counted_total{name=\"busy\"} 3"], _cells.Scrape().Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public void Series_ThatHasEnded_StaysAtZero()
    {
        var cell = _cells.UpDown.Of(Tag("a"));
        cell.Add(2);
        Assert.Equal(["present{name=\"a\"} 2"], _cells.Scrape());
        cell.Add(-2);
        Assert.Equal(["present{name=\"a\"} 0"], _cells.Scrape());
    }

    [Fact]
    public void Series_BeyondTheMost_AreCountedInOne()
    {
        for (var i = 0; i < CellCounter.MaxSeries + 500; i++) _cells.Counter.Of(Tag(i.ToString(CultureInfo.InvariantCulture))).Add(1);
        var samples = _cells.Scrape();
        Assert.Equal(CellCounter.MaxSeries, samples.Length);
        Assert.Contains("counted_total{otel_metric_overflow=\"true\"} 501", samples);
        // Those from before keep their own.
        _cells.Counter.Of(Tag("7")).Add(1);
        Assert.Contains("counted_total{name=\"7\"} 2", _cells.Scrape());
    }

    [Fact]
    public void Outcome_ThatDoesNotHappen_HasNoCell()
    {
        var outcomes = new OutcomeCells(_cells.Counter, [Tag("a")], [new("outcome", "good"), new("outcome", "bad")]);
        var twin = new OutcomeCells(_cells.Counter, [Tag("a")], [new("outcome", "good"), new("outcome", "bad")]);
        outcomes.Count(0);
        twin.Count(0);
        Assert.Equal(["counted_total{name=\"a\",outcome=\"good\"} 2"], _cells.Scrape());
    }

    [Fact]
    public void Count_AllocatesNothing()
    {
        var outcomes = new OutcomeCells(_cells.Counter, [Tag("a")], [new("outcome", "good")]);
        Allocations.AssertNone(() => outcomes.Count(0));
    }

    public void Dispose() => _cells.Dispose();

    private static KeyValuePair<string, object?> Tag(string name) => new("name", name);
}
