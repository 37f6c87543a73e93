using Gateway.IntegrationTests.Attacks.Framing;
using Gateway.IntegrationTests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.IntegrationTests.Attacks.Http2;

/// <summary>What strangers bring about on their own connections does not fill the operational log.</summary>
public sealed class Http2LogTests
{
    private const int Connections = 30;

    [Fact]
    public async Task ConnectionsThatFail_AreAFewLinesAMinute()
    {
        var logs = new RecordingLogs();
        await using var site = await FramingSite.StartAsync(customize: services => services.AddSingleton<ILoggerProvider>(logs));
        var resets = Http2Flood.All.First(static f => f.Name.StartsWith("rapid reset", StringComparison.Ordinal));
        for (var i = 0; i < Connections; i++)
        {
            await using var connection = await site.Gateway.Http2Async();
            if (i % 2 == 0)
            {
                // An index of 0 (RFC 7541 section 6.1), on which the server's decoder fails in a way of its own.
                await connection.TryWriteAsync(FrameCases.Frame(Http2FrameType.Headers, 1, [0x80], Http2Flags.EndHeaders | Http2Flags.EndStream).ToBytes());
            }
            else
            {
                for (var round = 0; round < 3000 && !connection.HasClosed; round += 50)
                {
                    if (!await connection.TryWriteAsync(Enumerable.Range(round, 50).SelectMany(n => resets.Next(0, n)).SelectMany(static f => f.ToBytes()).ToArray())) break;
                }
            }

            await connection.WaitForCloseAsync();
        }

        var lines = logs.Written(LogLevel.Warning);
        foreach (var line in lines.CountBy(static l => l)) TestContext.Current.TestOutputHelper!.WriteLine($"{line.Value} × {line.Key}");
        Assert.InRange(lines.Count, 0, 6);
        Assert.Empty(logs.Written(LogLevel.Critical));
    }
}
