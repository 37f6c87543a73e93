using System.IO.Pipelines;
using System.Net;
using System.Text;
using Gateway.Hosting.ProxyProtocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.UnitTests.Hosting.ProxyProtocol;

public sealed class ProxyProtocolMiddlewareTests
{
    private const string Header = "PROXY TCP4 192.0.2.1 198.51.100.1 51234 443\r\n";

    [Fact]
    public async Task Connection_FromTrustedProxy_GoesOnAsTheClientWithTheRestUnread()
    {
        var (served, connection) = await RunAsync("10.0.0.1", Header + "hello");
        Assert.True(served);
        Assert.Equal(IPEndPoint.Parse("192.0.2.1:51234"), connection.RemoteEndPoint);
        var rest = await connection.Transport.Input.ReadAsync();
        Assert.Equal("hello", Encoding.ASCII.GetString(rest.Buffer));
    }

    [Theory]
    [InlineData("203.0.113.9", Header)]
    [InlineData("10.0.0.1", "GET / HTTP/1.1\r\n")]
    [InlineData("10.0.0.1", "PROXY TCP4 192.0.2.1")]
    [InlineData("10.0.0.1", "")]
    public async Task Connection_NotTrustedOrWithoutHeader_IsNotServed(string peer, string sent)
    {
        var (served, connection) = await RunAsync(peer, sent);
        Assert.False(served);
        Assert.Equal(IPAddress.Parse(peer), ((IPEndPoint)connection.RemoteEndPoint!).Address);
    }

    [Fact]
    public async Task Connection_Unknown_KeepsThePeer()
    {
        var (served, connection) = await RunAsync("::ffff:10.0.0.1", "PROXY UNKNOWN\r\n");
        Assert.True(served);
        Assert.Equal(IPAddress.Parse("::ffff:10.0.0.1"), ((IPEndPoint)connection.RemoteEndPoint!).Address);
    }

    [Fact]
    public async Task Connection_SilentPastTheLimit_IsNotServed()
    {
        var time = new FiringTime();
        var connection = Connect("10.0.0.1", new Pipe().Reader);
        var served = false;
        var running = Middleware(time, () => served = true).OnConnectionAsync(connection);
        Assert.False(running.IsCompleted);
        Assert.Equal(ProxyProtocolMiddleware.Timeout, time.Due);
        time.Fire();
        await running;
        Assert.False(served);
    }

    private static async Task<(bool Served, ConnectionContext Connection)> RunAsync(string peer, string sent)
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes(sent));
        await pipe.Writer.CompleteAsync();
        var served = false;
        var connection = Connect(peer, pipe.Reader);
        await Middleware(TimeProvider.System, () => served = true).OnConnectionAsync(connection);
        return (served, connection);
    }

    private static ProxyProtocolMiddleware Middleware(TimeProvider time, Action serve) => new(
        _ =>
        {
            serve();
            return Task.CompletedTask;
        },
        [IPNetwork.Parse("10.0.0.0/8")], time, NullLogger.Instance);

    private static DefaultConnectionContext Connect(string peer, PipeReader input) => new()
    {
        RemoteEndPoint = new IPEndPoint(IPAddress.Parse(peer), 4711),
        Transport = new Duplex(input, new Pipe().Writer),
    };

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    // One timer, fired by the test.
    private sealed class FiringTime : TimeProvider, ITimer
    {
        private TimerCallback? _callback;
        private object? _state;

        public TimeSpan Due { get; private set; }

        public void Fire() => _callback!(_state);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_callback, _state, Due) = (callback, state, dueTime);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
