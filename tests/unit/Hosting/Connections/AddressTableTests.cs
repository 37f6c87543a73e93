using System.Net;
using Gateway.Hosting.Connections;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Configuration;

namespace Gateway.UnitTests.Hosting.Connections;

public sealed class AddressTableTests
{
    private static readonly IPAddress Alice = IPAddress.Parse("203.0.113.7");
    private static readonly IPAddress Bob = IPAddress.Parse("198.51.100.7");

    private readonly FakeClock _time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void Connections_BeyondTheLimitOfTheAddress_AreRefusedUntilOneEnds()
    {
        var table = Table(connections: 2);
        Assert.Null(table.Enter(Alice, handshake: false, out var first));
        Assert.Null(table.Enter(Alice, handshake: false, out _));
        Assert.Equal(ConnectionRefusal.Connections, table.Enter(Alice, handshake: false, out var refused));
        Assert.Equal(AddressTable.NotCounted, refused);
        Assert.Null(table.Enter(Bob, handshake: false, out _));
        table.Leave(refused);
        Assert.NotNull(table.Enter(Alice, handshake: false, out _));
        table.Leave(first);
        Assert.Null(table.Enter(Alice, handshake: false, out _));
        Assert.Equal(3, table.Open);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("::1", "::", true)]
    public void Address_IsAV4AddressOrAV6Network(string first, string second, bool same)
    {
        var table = Table(connections: 1);
        Assert.Null(table.Enter(IPAddress.Parse(first), handshake: false, out _));
        Assert.Equal(same, table.Enter(IPAddress.Parse(second), handshake: false, out _) is not null);
    }

    [Fact]
    public void Handshakes_BeyondTheBurst_AreRefusedAndRefilledEvenly()
    {
        var table = Table(perSecond: 10, burst: 5);
        Assert.Equal(5, Accepted(table, Alice, 100));
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal(0, Accepted(table, Alice, 100));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, Accepted(table, Alice, 100));
        Assert.Equal(5, Accepted(table, Bob, 100));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(5, Accepted(table, Alice, 100));
    }

    [Fact]
    public void Connections_WithoutAHandshake_CostNone()
    {
        var table = Table(perSecond: 1, burst: 1);
        for (var i = 0; i < 10; i++) Assert.Null(table.Enter(Alice, handshake: false, out _));
        Assert.Null(table.Enter(Alice, handshake: true, out _));
    }

    [Fact]
    public void Limits_OfZero_AreNone()
    {
        var table = Table();
        for (var i = 0; i < 10_000; i++) Assert.Null(table.Enter(Alice, handshake: true, out _));
        Assert.Equal(10_000, table.Open);
    }

    // Eight places: a flood of addresses finds them full and is counted by network. Nothing that is open is forgotten.
    [Fact]
    public void FullTable_KeepsWhatIsOpenAndCountsTheRestByNetwork()
    {
        var table = Table(connections: 2, capacity: 8);
        var places = new List<int>();
        for (var i = 0; i < 8; i++) Enter($"192.0.2.{i}");
        Enter("203.0.113.1");
        Enter("203.0.113.2");
        Assert.Equal(ConnectionRefusal.Connections, table.Enter(Alice, handshake: false, out _));
        Assert.Null(table.Enter(IPAddress.Parse("192.0.2.3"), handshake: false, out _));
        Assert.Equal(ConnectionRefusal.Connections, table.Enter(IPAddress.Parse("192.0.2.3"), handshake: false, out _));
        Assert.Equal(11, table.Open);
        foreach (var place in places) table.Leave(place);
        Assert.Equal(1, table.Open);
        Assert.Null(table.Enter(Alice, handshake: false, out _));

        void Enter(string address)
        {
            Assert.Null(table.Enter(IPAddress.Parse(address), handshake: false, out var place));
            places.Add(place);
        }
    }

    // Other addresses cannot wash out the count of the one that floods.
    [Fact]
    public void AddressAtItsHandshakeLimit_IsNotForgottenForNewcomers()
    {
        var table = Table(perSecond: 1, burst: 3, capacity: 8);
        Assert.Equal(3, Accepted(table, Alice, 10));
        for (var i = 0; i < 1000; i++) Accepted(table, IPAddress.Parse($"192.0.{i / 250}.{i % 250}"), 1);
        Assert.Equal(0, Accepted(table, Alice, 10));
        Assert.Equal(0, table.Open);
    }

    [Fact]
    public void Enter_AllocatesNothing()
    {
        var table = Table(connections: 10, perSecond: 10, burst: 10);
        Accepted(table, Alice, 20);
        Allocations.AssertNone(() => Accepted(table, Alice, 1000));
    }

    private static int Accepted(AddressTable table, IPAddress address, int attempts)
    {
        var accepted = 0;
        for (var i = 0; i < attempts; i++)
        {
            if (table.Enter(address, handshake: true, out var place) is null) accepted++;
            table.Leave(place);
        }

        return accepted;
    }

    private AddressTable Table(int connections = 0, int perSecond = 0, int burst = 1, int capacity = 1024) => new(
        new AddressLimits(new LimitsOptions
        {
            MaxConnectionsPerAddress = connections,
            HandshakesPerSecondPerAddress = perSecond,
            HandshakeBurstPerAddress = burst,
        }),
        capacity,
        _time);
}
