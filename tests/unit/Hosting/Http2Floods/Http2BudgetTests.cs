using Gateway.Hosting.Http2Floods;
using Gateway.IntegrationTests.Support;

namespace Gateway.UnitTests.Hosting.Http2Floods;

public sealed class Http2BudgetTests
{
    private const byte Ping = 6;
    private const byte WindowUpdate = 8;
    private const byte EndStream = 1;

    private readonly FakeClock _time = new(DateTimeOffset.UnixEpoch);
    private readonly Http2Budget _budget;

    public Http2BudgetTests() => _budget = new Http2Budget(controlFramesPerSecond: 100, resetsPerSecond: 10, _time);

    [Fact]
    public void ControlFrames_TwoSecondsOfThemAtOnce_AreFree()
    {
        Spend(200, Frame(Ping));
        Assert.Null(_budget.Overspent);
        Spend(1, Frame(Ping));
        Assert.Equal("http2-control-frames", _budget.Overspent);
    }

    [Fact]
    public void ControlFrames_AreRefilledWithTimeUpToTheBurst()
    {
        Spend(200, Frame(Ping));
        _time.Advance(TimeSpan.FromSeconds(1));
        Spend(100, Frame(Ping));
        Assert.Null(_budget.Overspent);
        _time.Advance(TimeSpan.FromHours(1));
        Spend(201, Frame(Ping));
        Assert.NotNull(_budget.Overspent);
    }

    [Theory]
    [InlineData(0, 0, 0, 1)] // empty DATA
    [InlineData(0, 0, EndStream, 0)]
    [InlineData(0, 5, 0, 0)]
    [InlineData(0, 5, 8, 1)] // padded
    [InlineData(1, 100, 0, 0)] // HEADERS
    [InlineData(2, 5, 0, 1)] // PRIORITY
    [InlineData(4, 0, 0, 1)] // SETTINGS
    [InlineData(4, 360, 0, 11)]
    [InlineData(WindowUpdate, 4, 0, 1)]
    [InlineData(9, 0, 0, 1)] // CONTINUATION
    [InlineData(0xee, 10_240, 0, 11)]
    public void Frame_CostsWhatItsHandlingDoes(byte type, int length, byte flags, int cost)
    {
        Spend(cost == 0 ? 10_000 : 200 / cost, new Http2FrameHead(length, type, flags, 0));
        Assert.Null(_budget.Overspent);
        if (cost == 0) return;
        Spend((200 % cost) + 1, Frame(Ping));
        Assert.NotNull(_budget.Overspent);
    }

    [Fact]
    public void Responses_PayForTheWindowUpdatesAroundThem()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _budget.Earn(new Http2FrameHead(16_384, 0, 0, 0));
            Spend(2, Frame(WindowUpdate));
        }

        Assert.Null(_budget.Overspent);
    }

    [Fact]
    public void Crumbs_PayForNothing()
    {
        for (var i = 0; i < 201; i++)
        {
            _budget.Earn(new Http2FrameHead(1, 0, 0, 0));
            Spend(1, Frame(WindowUpdate));
        }

        Assert.Equal("http2-control-frames", _budget.Overspent);
    }

    [Fact]
    public void Resets_TenSecondsOfThemAtOnce_AreFree()
    {
        Spend(100, Frame(Http2FrameTypes.RstStream));
        Assert.Null(_budget.Overspent);
        Spend(1, Frame(Http2FrameTypes.RstStream));
        Assert.Equal("http2-resets", _budget.Overspent);
    }

    [Fact]
    public void Resets_OneForEachAnswer_AreFree()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _budget.Earn(new Http2FrameHead(10, Http2FrameTypes.Headers, EndStream, 0));
            Spend(1, Frame(Http2FrameTypes.RstStream));
        }

        Assert.Null(_budget.Overspent);
    }

    [Theory]
    [InlineData(0, false)] // NO_ERROR
    [InlineData(1, true)] // PROTOCOL_ERROR
    [InlineData(2, false)] // INTERNAL_ERROR
    [InlineData(3, true)] // FLOW_CONTROL_ERROR
    [InlineData(5, true)] // STREAM_CLOSED
    [InlineData(7, true)] // REFUSED_STREAM
    [InlineData(8, false)] // CANCEL
    [InlineData(11, true)] // ENHANCE_YOUR_CALM
    public void ResetsOfTheServer_CountWhenTheClientProvokedThem(uint code, bool counts)
    {
        for (var i = 0; i < 101; i++) _budget.Earn(new Http2FrameHead(4, Http2FrameTypes.RstStream, 0, code));
        Assert.Equal(counts ? "http2-resets" : null, _budget.Overspent);
    }

    private void Spend(int times, Http2FrameHead frame)
    {
        for (var i = 0; i < times; i++) _budget.Spend(frame);
    }

    private static Http2FrameHead Frame(byte type) => new(4, type, 0, 0);
}
