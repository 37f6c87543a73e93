using Gateway.Policies.Authentication;
using Microsoft.AspNetCore.Http;

namespace Gateway.UnitTests.Authentication;

public sealed class IdentityProjectionTests
{
    private readonly RecordedEvents _events = new();

    [Fact]
    public void Apply_OwnAndTokenClaims_SetsHeaders()
    {
        var caller = Callers.Make(consumer: "acme, inc", scopes: ["b", "a"], roles: ["editor", "admin"],
            claims: [("tenant", "t1"), ("group", "g1"), ("group", "g2"), ("sub", "CN=a, O=b")]);
        var headers = Apply(caller, ("X-C", "consumer"), ("X-S", "scope"), ("X-R", "roles"), ("X-K", "scheme"), ("X-T", "tenant"), ("X-G", "group"), ("X-Sub", "sub"), ("X-None", "absent"));

        Assert.Equal("acme, inc", headers["X-C"]);
        Assert.Equal("a b", headers["X-S"]);
        Assert.Equal("admin,editor", headers["X-R"]);
        Assert.Equal("Jwt:main", headers["X-K"]);
        Assert.Equal("t1", headers["X-T"]);
        Assert.Equal("g1,g2", headers["X-G"]);
        Assert.Equal("CN=a, O=b", headers["X-Sub"]);
        Assert.False(headers.ContainsKey("X-None"));
        Assert.Empty(_events.Items);
    }

    [Theory]
    [InlineData("a\r\nX-Admin: 1")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\tb")]
    [InlineData("a\u007fb")]
    [InlineData("Zoë")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("")]
    [InlineData("a,admin")]
    public void Apply_ValueThatCannotStandInAHeader_DropsHeaderAndSaysSo(string value)
    {
        var headers = Apply(Callers.Make(claims: [("tenant", value)]), ("X-T", "tenant"), ("X-C", "consumer"));

        Assert.False(headers.ContainsKey("X-T"));
        Assert.Equal("main:alice", headers["X-C"]);
        var dropped = Assert.Single(_events.Items);
        Assert.Equal("identity.header.dropped", dropped.Event);
        Assert.DoesNotContain("admin", dropped.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_TwoSubjects_DropsHeader() =>
        Assert.False(Apply(Callers.Make(claims: [("sub", "a"), ("sub", "b")]), ("X-Sub", "sub")).ContainsKey("X-Sub"));

    [Fact]
    public void Apply_OverlongValue_DropsHeader() =>
        Assert.False(Apply(Callers.Make(claims: [("t", new string('x', 4097))]), ("X-T", "t")).ContainsKey("X-T"));

    [Fact]
    public void Apply_SameIdentityTwice_ReportsOnceAndReusesHeaders()
    {
        var projection = new IdentityProjection([new("X-T", "t"), new("X-C", "consumer")], _events);
        var caller = Callers.Make(claims: [("t", "a\nb")]);
        var first = new HeaderDictionary();
        var second = new HeaderDictionary();

        projection.Apply(first, caller);
        projection.Apply(second, caller);

        Assert.Single(_events.Items);
        Assert.Same((string?)first["X-C"], (string?)second["X-C"]);
    }

    [Fact]
    public void Apply_SameIdentityOnRoutesWithOtherMaps_GetsEachRoutesHeaders()
    {
        var caller = Callers.Make();
        Assert.Equal("main:alice", Apply(caller, ("X-A", "consumer"))["X-A"]);
        var other = Apply(caller, ("X-B", "scheme"));
        Assert.Equal("Jwt:main", other["X-B"]);
        Assert.False(other.ContainsKey("X-A"));
    }

    private HeaderDictionary Apply(CallerIdentity caller, params (string Header, string Claim)[] map)
    {
        var headers = new HeaderDictionary();
        new IdentityProjection(map.Select(m => KeyValuePair.Create(m.Header, m.Claim)), _events).Apply(headers, caller);
        return headers;
    }
}
