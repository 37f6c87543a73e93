using System.Diagnostics;
using Gateway.Policies.AccessLog;
using Gateway.Policies.Events;
using Gateway.Policies.Events.Lines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.UnitTests.Events;

public sealed class EventServicesTests
{
    [Fact]
    public async Task Host_StartsAndStops_BothLogsShareTheFile()
    {
        var folder = Directory.CreateTempSubdirectory("gateway-events-");
        var path = Path.Combine(folder.FullName, "all.log");
        var services = new ServiceCollection()
            .AddEvents(new EventOptions { Path = path })
            .AddAccessLog(new AccessLogOptions { Enabled = true, Path = path });
        await using (var provider = services.BuildServiceProvider())
        {
            var hosted = provider.GetServices<IHostedService>().ToList();
            Assert.Equal(2, hosted.Count);
            var sink = provider.GetRequiredService<IEventSink>();
            sink.Write(new SecurityEvent { Event = "gateway.started", Outcome = "success" });
            foreach (var service in hosted) await service.StartAsync(CancellationToken.None);
            var log = provider.GetRequiredService<IAccessLog>();
            var id = ActivityTraceId.CreateRandom().ToHexString();
            Assert.True(log.IsEnabled(200, id));
            log.Write(new AccessLogRecord { Timestamp = TimeProvider.System.GetUtcNow(), Duration = TimeSpan.Zero, Method = "GET", Status = 200, TraceId = id });
            sink.Write(new SecurityEvent { Event = "request.rejected", Outcome = "rejected" });
            foreach (var service in Enumerable.Reverse(hosted)) await service.StopAsync(CancellationToken.None);
            Assert.Empty(provider.GetRequiredService<LineOutputs>().Failing);
        }

        var records = Lines.Parse(await File.ReadAllTextAsync(path));
        Assert.Equal(3, records.Count);
        Assert.Equal(["access", "security", "security"], records.Select(r => r.Text("level")).Order(StringComparer.Ordinal));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void AccessLog_Off_HasNoThread()
    {
        using var provider = new ServiceCollection().AddEvents(new EventOptions()).AddAccessLog(new AccessLogOptions()).BuildServiceProvider();
        Assert.Single(provider.GetServices<IHostedService>());
        Assert.False(provider.GetRequiredService<IAccessLog>().IsEnabled(500, "x"));
    }
}
