using Gateway.Hosting.Logs;
using Gateway.IntegrationTests.Support;
using Microsoft.Extensions.Logging;

namespace Gateway.UnitTests.Hosting;

public sealed class BoundedLogsTests : IDisposable
{
    private readonly RecordingLogs _logs = new();
    private readonly FakeClock _clock = new();
    private readonly BoundedLogs _factory;

    public BoundedLogsTests() => _factory = new BoundedLogs(LoggerFactory.Create(logging => logging.AddProvider(_logs)), _clock);

    public void Dispose() => _factory.Dispose();

    [Fact]
    public void Warnings_OfOneKind_AreOneLineAMinuteAndTheirNumber()
    {
        var logger = _factory.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Http2");
        for (var i = 0; i < 50; i++) logger.Log(LogLevel.Critical, new EventId(60, "Queue"), $"connection {i}", null, static (s, _) => s);
        logger.Log(LogLevel.Error, new EventId(61, "Other"), "other", null, static (s, _) => s);
        Assert.Equal(["connection 0", "other"], Texts());
        Assert.Empty(_logs.Written(LogLevel.Critical));

        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("49 more within a minute of: Queue", Texts()[^1]);
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(3, Texts().Length);
        logger.Log(LogLevel.Critical, new EventId(60, "Queue"), "again", null, static (s, _) => s);
        Assert.Equal("again", Texts()[^1]);
    }

    [Fact]
    public void Kinds_AreBounded_AndThoseWithoutAnIdGoByTheirText()
    {
        var logger = _factory.CreateLogger("Microsoft.AspNetCore.Server.Kestrel");
        for (var i = 0; i < 1000; i++) logger.Log(LogLevel.Warning, default, $"text {i}", null, static (s, _) => s);
        Assert.Equal(129, Texts().Length);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("871 more within a minute of: other events", Texts()[^1]);
    }

    [Fact]
    public void EverythingElse_IsWrittenAsItComes()
    {
        foreach (var category in (string[])["Gateway.Policies", "Microsoft.AspNetCore.Hosting"])
            for (var i = 0; i < 3; i++) _factory.CreateLogger(category).Log(LogLevel.Critical, new EventId(60), "same", null, static (s, _) => s);
        for (var i = 0; i < 3; i++) _factory.CreateLogger("Microsoft.AspNetCore.Server.Kestrel").Log(LogLevel.Information, new EventId(60), "same", null, static (s, _) => s);
        Assert.Equal(9, Texts().Length);
        Assert.Equal(6, _logs.Written(LogLevel.Critical).Count);
    }

    private string[] Texts() => [.. _logs.Written(LogLevel.Information).Select(static l => l[(l.IndexOf(": ", StringComparison.Ordinal) + 2)..].Trim())];
}
