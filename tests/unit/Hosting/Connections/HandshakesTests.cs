using Gateway.Hosting.Connections;

namespace Gateway.UnitTests.Hosting.Connections;

public sealed class HandshakesTests
{
    [Fact]
    public void Handshakes_BeyondTheLimit_HaveToWaitForOneToEndOnce()
    {
        var handshakes = new Handshakes(2);
        var first = handshakes.TryBegin();
        Assert.NotNull(first);
        Assert.NotNull(handshakes.TryBegin());
        Assert.Null(handshakes.TryBegin());
        first.End();
        first.End();
        Assert.Equal(1, handshakes.InProgress);
        Assert.NotNull(handshakes.TryBegin());
        Assert.Null(handshakes.TryBegin());
    }
}
