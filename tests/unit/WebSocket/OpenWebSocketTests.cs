using Gateway.Policies.WebSocket;
using static Gateway.UnitTests.WebSocket.Frames;

namespace Gateway.UnitTests.WebSocket;

public sealed class OpenWebSocketTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);
    private static readonly byte[] Going = CloseFrame.ToClient(CloseFrame.GoingAway);

    [Fact]
    public async Task Open_BothDirections_AreCopiedUnchanged()
    {
        using var tunnel = new Tunnel(bufferBytes: 3);
        byte[] sent = [.. Text("hello", masked: true), .. Of(2, 70_000, masked: true), .. Of(8, 2, masked: true), .. "behind a Close frame"u8];
        var reading = Tunnel.ReadAsync(tunnel.Backend, sent.Length);
        await tunnel.Client.WriteAsync(sent);
        Assert.Equal(sent, await reading);
        byte[] answer = [.. Of(1, 500, masked: false), .. Of(8, 0, masked: false)];
        await tunnel.Backend.WriteAsync(answer);
        Assert.Equal(answer, await Tunnel.ReadAsync(tunnel.Client, answer.Length));
        tunnel.EndBackend();
        await tunnel.Done;
    }

    [Fact]
    public async Task Close_BetweenFrames_BothSidesGetTheStatusAndTheBackendFinishesFirst()
    {
        using var tunnel = new Tunnel();
        var closing = tunnel.Socket.CloseAsync(CloseFrame.GoingAway, Timeout);
        await AssertBackendIsToldAsync(tunnel);

        // What the backend was still about to say arrives, its own status does not.
        await tunnel.Backend.WriteAsync((byte[])[.. Text("last"), 0x88, 2, 0x03, 0xE8]);
        Assert.Equal((byte[])[.. Text("last"), .. Going], await Tunnel.ReadAsync(tunnel.Client, 10));
        await tunnel.Client.WriteAsync(CloseFrame.ToBackend(CloseFrame.GoingAway));
        tunnel.EndBackend();
        await tunnel.Done;
        Assert.True(await closing);
        Assert.Empty(await Tunnel.ReadToEndAsync(tunnel.Backend));
        Assert.Empty(await Tunnel.ReadToEndAsync(tunnel.Client));
    }

    [Fact]
    public async Task Close_BackendGoneBeforeTheClientAnswers_WaitsForTheClient()
    {
        using var tunnel = new Tunnel();
        var closing = tunnel.Socket.CloseAsync(CloseFrame.GoingAway, Timeout);
        await Tunnel.ReadAsync(tunnel.Backend, 8);
        await tunnel.Backend.WriteAsync(Going);
        tunnel.EndBackend();
        Assert.Equal(Going, await Tunnel.ReadAsync(tunnel.Client, 4));
        Assert.False(tunnel.Done.IsCompleted);
        await tunnel.Client.WriteAsync((byte[])[.. Text("too late", masked: true), .. CloseFrame.ToBackend(CloseFrame.GoingAway)]);
        await tunnel.Done;
        Assert.True(await closing);
    }

    [Fact]
    public async Task Close_InTheMiddleOfFrames_WaitsForTheirEnds()
    {
        using var tunnel = new Tunnel();
        var up = Of(2, 300, masked: true);
        var down = Of(2, 300, masked: false);
        await tunnel.Client.WriteAsync(up.AsMemory(0, 3));
        await tunnel.Backend.WriteAsync(down.AsMemory(0, 100));
        Assert.Equal(up[..3], await Tunnel.ReadAsync(tunnel.Backend, 3));
        Assert.Equal(down[..100], await Tunnel.ReadAsync(tunnel.Client, 100));

        var closing = tunnel.Socket.CloseAsync(CloseFrame.GoingAway, Timeout);
        await tunnel.Client.WriteAsync((byte[])[.. up[3..], .. Text("dropped", masked: true)]);
        Assert.Equal(up[3..], await Tunnel.ReadAsync(tunnel.Backend, up.Length - 3));
        await AssertBackendIsToldAsync(tunnel);

        // The backend does not close: at half time the client is told all the same, but not inside the frame.
        tunnel.Clock.Advance(Timeout / 2);
        await tunnel.Backend.WriteAsync((byte[])[.. down[100..], .. Text("dropped")]);
        Assert.Equal((byte[])[.. down[100..], .. Going], await Tunnel.ReadAsync(tunnel.Client, down.Length - 100 + 4));
        tunnel.EndBackend();
        await tunnel.Client.WriteAsync(Of(8, 2, masked: true));
        await tunnel.Done;
        Assert.True(await closing);
        Assert.Empty(await Tunnel.ReadToEndAsync(tunnel.Client));
        Assert.Empty(await Tunnel.ReadToEndAsync(tunnel.Backend));
    }

    [Fact]
    public async Task Close_NobodyAnswers_EndsInTime()
    {
        using var tunnel = new Tunnel();
        var closing = tunnel.Socket.CloseAsync(CloseFrame.GoingAway, Timeout);
        await AssertBackendIsToldAsync(tunnel);
        tunnel.Clock.Advance(Timeout / 2);
        Assert.Equal(Going, await Tunnel.ReadAsync(tunnel.Client, 4));
        Assert.False(tunnel.Done.IsCompleted);
        await AdvanceUntilDoneAsync(tunnel);
        Assert.False(await closing);
        Assert.Empty(await Tunnel.ReadToEndAsync(tunnel.Client));
    }

    [Fact]
    public async Task Close_FrameThatNeverEnds_EndsInTimeWithoutACloseFrame()
    {
        using var tunnel = new Tunnel();
        await tunnel.Backend.WriteAsync(Of(2, 300, masked: false).AsMemory(0, 100));
        await Tunnel.ReadAsync(tunnel.Client, 100);
        var closing = tunnel.Socket.CloseAsync(CloseFrame.GoingAway, Timeout);
        await AdvanceUntilDoneAsync(tunnel);
        Assert.False(await closing);
        Assert.Empty(await Tunnel.ReadToEndAsync(tunnel.Client));
    }

    [Fact]
    public async Task Close_ClientIsAlreadyClosing_AddsNothing()
    {
        using var tunnel = new Tunnel();
        byte[] bye = [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE8];
        await tunnel.Client.WriteAsync(bye);
        Assert.Equal(bye, await Tunnel.ReadAsync(tunnel.Backend, 8));
        var closing = tunnel.Socket.CloseAsync(CloseFrame.GoingAway, Timeout);
        await tunnel.Backend.WriteAsync((byte[])[0x88, 2, 0x03, 0xE8]);
        Assert.Equal(0x88, (await Tunnel.ReadAsync(tunnel.Client, 4))[0]);
        tunnel.EndBackend();
        await tunnel.Done;
        Assert.True(await closing);
        Assert.Empty(await Tunnel.ReadToEndAsync(tunnel.Backend));
        Assert.Empty(await Tunnel.ReadToEndAsync(tunnel.Client));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Close_AtAnyMoment_EachSideGetsWholeFramesAndOneCloseFrame(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 200; i++)
        {
            using var tunnel = new Tunnel(bufferBytes: random.Next(1, 64));
            byte[][] up = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => Of(random.Next(0, 3), random.Next(0, 200), masked: true))];
            byte[][] down = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => Of(random.Next(0, 3), random.Next(0, 200), masked: false))];
            var backend = ReadToCloseAsync(tunnel.Backend, 8);
            var client = ReadToCloseAsync(tunnel.Client, 4);
            var sending = Task.WhenAll(
                SendAsync(tunnel.Client, up, random.Next()),
                SendAsync(tunnel.Backend, [.. down, [0x88, 2, 0x0F, 0xA0]], random.Next()));
            for (var turn = random.Next(20); turn > 0; turn--) await Task.Yield();
            var closing = tunnel.Socket.CloseAsync(CloseFrame.GoingAway, Timeout);
            await sending;
            AssertPrefix(up, await backend, Going);
            AssertPrefix(down, await client, null);
            tunnel.EndBackend();
            await tunnel.Client.WriteAsync(Of(8, 2, masked: true));
            await tunnel.Done;
            Assert.True(await closing);
        }
    }

    private static async Task AssertBackendIsToldAsync(Tunnel tunnel)
    {
        var frame = await Tunnel.ReadAsync(tunnel.Backend, 8);
        Assert.Equal(Going, Unmask(frame));
    }

    private static async Task SendAsync(Stream to, byte[][] frames, int seed)
    {
        var random = new Random(seed);
        byte[] all = [.. frames.SelectMany(static f => f)];
        for (var at = 0; at < all.Length;)
        {
            var part = Math.Min(all.Length - at, random.Next(1, 100));
            await to.WriteAsync(all.AsMemory(at, part));
            at += part;
            await Task.Yield();
        }
    }

    // Everything up to and including the first Close frame.
    private static async Task<byte[]> ReadToCloseAsync(Stream from, int closeLength)
    {
        var scanner = default(FrameScanner);
        var all = new List<byte>();
        var one = new byte[1];
        while (!scanner.HasClosed)
        {
            if (await from.ReadAsync(one).AsTask().WaitAsync(TimeSpan.FromSeconds(10)) == 0) throw new EndOfStreamException($"after {all.Count} bytes");
            all.Add(one[0]);
            scanner.ReadAll(one);
        }

        Assert.True(all.Count >= closeLength);
        return [.. all];
    }

    private static void AssertPrefix(byte[][] frames, byte[] got, byte[]? close)
    {
        var at = 0;
        foreach (var frame in frames)
        {
            if (!got.AsSpan(at).StartsWith(frame)) break;
            at += frame.Length;
        }

        Assert.True(FrameScanner.IsClose(got[at]));
        if (close is not null) Assert.Equal(close, Unmask(got.AsSpan(at)));
        // Either the gateway's status or, when its own came first, the backend's.
        else Assert.Contains((got[at + 2] << 8) | got[at + 3], new[] { 1001, 4000 });
    }

    private static async Task AdvanceUntilDoneAsync(Tunnel tunnel)
    {
        while (!tunnel.Done.IsCompleted)
        {
            tunnel.Clock.Advance(Timeout / 2);
            await Task.WhenAny(tunnel.Done, Task.Delay(1));
        }
    }
}
