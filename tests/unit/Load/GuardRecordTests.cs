using Gateway.LoadTests;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Guard;
using Gateway.LoadTests.Scenarios;

namespace Gateway.UnitTests.Load;

public sealed class GuardRecordTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Write_ThenRead_IsTheSame()
    {
        var record = Record(1.25);

        record.Write(_path);
        var read = GuardRecord.Read(_path);

        Assert.Equal(record.Cases, read.Cases);
        Assert.Equal(record with { Cases = read.Cases }, read);
    }

    [Fact]
    public void Read_NotWrittenByTheGuard_SaysHowToWriteIt()
    {
        File.WriteAllText(_path, "[");

        Assert.EndsWith("Write it with: guard --record", Assert.Throws<LoadTestException>(() => GuardRecord.Read(_path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Repository_Record_HasEveryGuardedCase()
    {
        var record = GuardRecord.Read(Path.Combine(RepositoryRoot.Path, "tests", "load", "guard.json"));

        Assert.Equal(2, GuardMeasurement.Guarded.Count);
        Assert.Equal(GuardMeasurement.Guarded.Select(static c => c.Id).Order(StringComparer.Ordinal), record.Cases.Keys.Order(StringComparer.Ordinal));
        Assert.All(record.Cases.Values, static c => Assert.InRange(c.Ratio, c.Low, c.High));
    }

    [Fact]
    public void Report_Worse_IsInPlainWords()
    {
        var judgement = GuardRule.Judge("gateway:tls:h1", [.. Enumerable.Repeat(new GuardRound(60, 40), 9)], 1.25, GuardRule.Allowance);

        Assert.Equal(
            "gateway:tls:h1: WORSE. A request takes 1.50 times the processor time of bare YARP (1.50 to 1.50 in 9 rounds); recorded 1.25 on 2026-03-04 at abc1234; allowed 1.38",
            GuardReport.Of(judgement, Record(1.25)));
    }

    [Fact]
    public void Counting_RoundsWithFailures_AreLeftOut()
    {
        var yarp = new Case(CaseCatalog.Yarp, Scenario.Tls, Protocol.Http1);
        var (forwarding, chain) = (GuardMeasurement.Guarded[0], GuardMeasurement.Guarded[1]);
        var counted = GuardMeasurement.Counting(new Dictionary<Case, List<Sample>>
        {
            [yarp] = [Round(40), Round(41), Round(42) with { Requests = 3 }],
            [forwarding] = [Round(50), Round(51) with { Failures = 1 }, Round(52)],
            [chain] = [Round(60), Round(61), Round(62)],
        });

        Assert.Equal([new GuardRound(50, 40)], counted[forwarding]);
        Assert.Equal([new GuardRound(60, 40), new GuardRound(61, 41)], counted[chain]);
    }

    private static Sample Round(double microseconds) => new(1000, 1000, 0, TimeSpan.Zero, TimeSpan.Zero) { ProcessorMicroseconds = microseconds, Busy = 1 };

    private static GuardRecord Record(double ratio) =>
        new(new DateOnly(2026, 3, 4), "abc1234", "AMD EPYC", ".NET 10.0.12", 27, new Dictionary<string, RecordedCase>(StringComparer.Ordinal) { ["gateway:tls:h1"] = new(ratio, 1.2, 1.3, 50, 40) });
}
