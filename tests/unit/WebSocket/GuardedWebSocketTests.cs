using Gateway.Policies.Authentication;
using Gateway.Policies.Pipeline;
using Gateway.Policies.WebSocket;
using Gateway.UnitTests.Pipeline;
using static Gateway.UnitTests.WebSocket.Frames;

namespace Gateway.UnitTests.WebSocket;

/// <summary>The rules on an open WebSocket, with a client and a backend on both sides of it.</summary>
public sealed class GuardedWebSocketTests : IDisposable
{
    private readonly MeasuredDecisions _measured = new();
    private readonly WebSocketMetrics _metrics;
    private readonly RecordedEvents _events = new();

    public GuardedWebSocketTests() => _metrics = new WebSocketMetrics(_measured.Factory);

    public void Dispose()
    {
        _metrics.Dispose();
        _measured.Dispose();
    }

    [Fact]
    public async Task Frames_WithinTheRules_PassUnchangedHoweverCut()
    {
        byte[] sent =
        [
            .. Text("hello", masked: true), .. Of(9, 125, masked: true), .. Of(2, 70_000, masked: true, final: false), .. Of(10, 0, masked: true),
            .. Of(0, 300, masked: true, final: false), .. Of(0, 0, masked: true), .. Of(1, 0, masked: true), .. Of(8, 2, masked: true),
        ];
        for (var seed = 0; seed < 50; seed++)
        {
            using var tunnel = Open(new WebSocketOptions());
            var reading = Tunnel.ReadAsync(tunnel.Backend, sent.Length);
            await WriteCutAsync(tunnel.Client, sent, new Random(seed));
            Assert.Equal(sent, await reading);
        }

        Assert.Empty(_events.Written);
    }

    [Fact]
    public async Task Frame_AgainstTheRules_HoweverCut_BackendGetsWhatStoodBeforeAndACloseFrame()
    {
        byte[] before = [.. Text("hello", masked: true), .. Of(2, 200, masked: true, final: false)];
        (byte[] Frame, ushort Status)[] against =
        [
            (Text("clear"), 1002), (Of(2, 1, masked: true), 1002), (Of(3, 0, masked: true), 1002), (Of(11, 0, masked: true), 1002),
            (Of(9, 126, masked: true), 1002), (Of(9, 1, masked: true, final: false), 1002), (Of(0x40, 1, masked: true), 1002),
            (Of(0, 70_000, masked: true), 1009), (Of(0, 1_000 - 200 + 1, masked: true), 1009),
        ];
        for (var seed = 0; seed < 20; seed++)
        {
            foreach (var (frame, status) in against)
            {
                using var tunnel = Open(new WebSocketOptions { MaxMessageBytes = 1_000 });
                await WriteCutAsync(tunnel.Client, [.. before, .. frame], new Random(seed));
                Assert.Equal(before, await Tunnel.ReadAsync(tunnel.Backend, before.Length));
                Assert.Equal(CloseFrame.ToClient(status), Unmask(await Tunnel.ReadAsync(tunnel.Backend, 8)));
                await tunnel.Backend.WriteAsync(CloseFrame.ToClient(status));
                Assert.Equal(CloseFrame.ToClient(status), await Tunnel.ReadAsync(tunnel.Client, 4));
                await tunnel.Client.WriteAsync(CloseFrame.ToBackend(status));
                tunnel.EndClient();
                tunnel.EndBackend();
                await tunnel.Done.WaitAsync(TimeSpan.FromSeconds(10));
                Assert.Empty(await Tunnel.ReadToEndAsync(tunnel.Backend));
            }
        }

        Assert.Equal(20 * against.Length, _events.Written.Count(e => e is { Event: "websocket.closed", Policy: "WebSocket", IsAudit: false }));
    }

    [Fact]
    public async Task ReportMode_FrameAgainstTheRules_PassesAndIsRecordedOnce()
    {
        using var tunnel = Open(new WebSocketOptions { MaxMessageBytes = 3, Mode = PolicyMode.Report });
        byte[] sent = [.. Text("hello", masked: true), .. Text("hello", masked: true)];
        await tunnel.Client.WriteAsync(sent);
        Assert.Equal(sent, await Tunnel.ReadAsync(tunnel.Backend, sent.Length));
        var seen = Assert.Single(_events.Written);
        Assert.Equal(("websocket.reported", "websocket-message-too-large", 1009), (seen.Event, seen.Reason, seen.Status));
    }

    [Fact]
    public async Task Idle_AnyFrameOfEitherSideStartsTheTimeAnew_ThenGoingAway()
    {
        using var tunnel = Open(new WebSocketOptions { IdleTimeout = TimeSpan.FromSeconds(10) });
        for (var i = 0; i < 4; i++)
        {
            tunnel.Clock.Advance(TimeSpan.FromSeconds(9));
            if (i % 2 == 0)
            {
                await tunnel.Client.WriteAsync(Text("a", masked: true));
                await Tunnel.ReadAsync(tunnel.Backend, 7);
            }
            else
            {
                await tunnel.Backend.WriteAsync(Text("b"));
                await Tunnel.ReadAsync(tunnel.Client, 3);
            }
        }

        Assert.Empty(_events.Written);
        tunnel.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(CloseFrame.ToClient(1001), Unmask(await Tunnel.ReadAsync(tunnel.Backend, 8)));
        Assert.Equal("websocket-idle", Assert.Single(_events.Written).Reason);
    }

    [Fact]
    public async Task MaxDuration_IsOver_GoingAwayHoweverBusy()
    {
        using var tunnel = Open(new WebSocketOptions { IdleTimeout = TimeSpan.FromSeconds(50), MaxDuration = TimeSpan.FromSeconds(60) });
        tunnel.Clock.Advance(TimeSpan.FromSeconds(40));
        await tunnel.Client.WriteAsync(Text("a", masked: true));
        await Tunnel.ReadAsync(tunnel.Backend, 7);
        tunnel.Clock.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal(CloseFrame.ToClient(1001), Unmask(await Tunnel.ReadAsync(tunnel.Backend, 8)));
        Assert.Equal("websocket-max-duration", Assert.Single(_events.Written).Reason);
    }

    [Fact]
    public async Task Credential_ThatCannotBeLookedUp_Closes()
    {
        // Who looks throws, and nobody could catch it for the timer.
        using var tunnel = Open(new WebSocketOptions(), new CallerIdentity { Principal = new(), Scheme = "ApiKey:gone", Consumer = "a", Scopes = [], Roles = [] });
        Assert.Equal(CloseFrame.ToClient(1008), Unmask(await Tunnel.ReadAsync(tunnel.Backend, 8)));
        Assert.Equal("websocket-credential-revoked", Assert.Single(_events.Written).Reason);
    }

    private static async Task WriteCutAsync(Stream to, byte[] bytes, Random random)
    {
        for (var at = 0; at < bytes.Length;)
        {
            // Mostly single bytes at the start, so that every header is cut somewhere.
            var count = Math.Min(bytes.Length - at, random.Next(at < 30 || random.Next(3) == 0 ? 2 : 500) + 1);
            await to.WriteAsync(bytes.AsMemory(at, count));
            at += count;
            if (random.Next(4) == 0) await Task.Yield();
        }
    }

    private Tunnel Open(WebSocketOptions options, CallerIdentity? identity = null) => new(guarding: clock =>
    {
        var exchange = PipelineFixture.Exchange();
        exchange.WebSocket = new WebSocketRules(options);
        exchange.Identity = identity;
        // Nobody has authenticated, so nobody asks whether the credential stands.
        return new SocketGuards(null!, _events, _metrics, clock).Create(exchange, hasExtensions: false);
    });
}
