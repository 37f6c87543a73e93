using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Gateway.Policies.Authentication;
using Gateway.Policies.Configuration;
using Gateway.UnitTests.Authentication.Jwt.Support;

namespace Gateway.UnitTests.Authentication.Jwt;

public sealed class JwtSchemeTests : IDisposable
{
    private readonly JwtBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("Bearer abc", true)]
    [InlineData("bearer abc", true)]
    [InlineData("BEARER   abc", true)]
    [InlineData("Bearer", true)]
    [InlineData("Bearer ", true)]
    [InlineData("Basic abc", false)]
    [InlineData("Bearerabc", false)]
    [InlineData("DPoP abc", false)]
    [InlineData("", false)]
    [InlineData("abc", false)]
    public async Task Find_ByScheme_InAnyCase(string header, bool found)
    {
        var search = (await _bench.ReadyAsync()).Find(JwtBench.Request(header));
        Assert.False(search.IsAmbiguous);
        Assert.Equal(found, search.Credential is not null);
    }

    [Theory]
    [InlineData("Bearer a", "Bearer b")]
    [InlineData("Bearer a", "Bearer a")]
    [InlineData("Basic a", "Bearer b")]
    [InlineData("Bearer a, Bearer b")]
    public async Task Find_TwoCredentials_AreAmbiguous(params string[] headers) =>
        Assert.True((await _bench.ReadyAsync()).Find(JwtBench.Request(headers)).IsAmbiguous);

    [Fact]
    public async Task Find_TokenInTheQuery_IsNotLookedFor()
    {
        var exchange = JwtBench.Request();
        exchange.Context.Request.QueryString = new($"?access_token={_bench.Token()}");
        Assert.Null((await _bench.ReadyAsync()).Find(exchange).Credential);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Strip_ByOption_RemovesTheHeader(bool forward, int left)
    {
        var scheme = await _bench.ReadyAsync(o => o.ForwardToken = forward);
        var exchange = JwtBench.Request($"Bearer {_bench.Token()}");
        scheme.Strip(exchange, scheme.Find(exchange).Credential!.Value);
        Assert.Equal(left, exchange.Context.Request.Headers.Authorization.Count);
    }

    [Fact]
    public async Task Verify_BareToken_IsTakenAsWell()
    {
        var scheme = await _bench.ReadyAsync();
        var outcome = await scheme.VerifyAsync(JwtBench.Request(), new Credential(_bench.Token(), CredentialSource.Header, "Authorization"));
        Assert.NotNull(outcome.Identity);
    }

    [Fact]
    public async Task Verify_GoodToken_GivesTheIdentity()
    {
        var identity = (await JwtBench.VerifyAsync(await _bench.ReadyAsync(), _bench.Token())).Identity!;
        Assert.Equal("Jwt:main", identity.Scheme);
        Assert.Equal("main:alice", identity.Consumer);
        Assert.Equal(["orders:read", "orders:write"], identity.Scopes.Order(StringComparer.Ordinal));
        Assert.Equal(["admin", "clerk"], identity.Roles.Order(StringComparer.Ordinal));
        Assert.Equal(_bench.Time.Seconds + 600, identity.ExpiresAt!.Value.ToUnixTimeSeconds());
        Assert.True(identity.Principal.Identity!.IsAuthenticated);
        Assert.Equal("alice", identity.Principal.Identity.Name);
        Assert.True(identity.Principal.IsInRole("admin"));
        Assert.Equal("alice", identity.Principal.FindFirst("sub")!.Value);
        Assert.Null(identity.Principal.FindFirst("SUB"));
        Assert.DoesNotContain(identity.Principal.Claims, c => c.Type.StartsWith("http://schemas", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verify_ClaimsInOtherPlaces_AreRead()
    {
        var scheme = await _bench.ReadyAsync(o => (o.RoleClaim, o.ConsumerClaim) = ("realm_access.roles", "tenant"));
        var token = _bench.Token(
            ("scope", null), ("scp", new JsonArray("a", "b")), ("realm_access", new JsonObject { ["roles"] = new JsonArray("r1") }), ("tenant", "t1"));
        var identity = (await JwtBench.VerifyAsync(scheme, token)).Identity!;
        Assert.Equal(["a", "b"], identity.Scopes.Order(StringComparer.Ordinal));
        Assert.Equal(["r1"], identity.Roles);
        Assert.True(identity.Principal.IsInRole("r1"));
        Assert.Equal("main:t1", identity.Consumer);
        Assert.Equal("consumer-missing", (await JwtBench.VerifyAsync(scheme, _bench.Token())).FailureReason);
    }

    [Fact]
    public async Task Verify_WithoutSubject_TakesTheClient()
    {
        var scheme = await _bench.ReadyAsync();
        Assert.Equal("main:svc", (await JwtBench.VerifyAsync(scheme, _bench.Token(("sub", null), ("client_id", "svc")))).Identity!.Consumer);
        Assert.Equal("main:web", (await JwtBench.VerifyAsync(scheme, _bench.Token(("sub", null), ("azp", "web")))).Identity!.Consumer);
        Assert.Equal("consumer-missing", (await JwtBench.VerifyAsync(scheme, _bench.Token(("sub", null)))).FailureReason);
    }

    [Fact]
    public async Task Verify_SameTokenAgain_ComesFromTheCacheUntilItExpires()
    {
        var lookups = new Dictionary<string, long>();
        using var listener = new MeterListener { InstrumentPublished = (i, l) => { if (ReferenceEquals(i.Meter.Scope, _bench.Meters) && i.Name.EndsWith("lookups", StringComparison.Ordinal)) l.EnableMeasurementEvents(i); } };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach (var tag in tags)
                if (tag.Key == "outcome") lookups[(string)tag.Value!] = value;
        });
        listener.Start();
        var scheme = await _bench.ReadyAsync(o => o.CacheDuration = TimeSpan.FromHours(1));
        var token = _bench.Token();
        var first = (await JwtBench.VerifyAsync(scheme, token)).Identity;
        Assert.Same(first, (await JwtBench.VerifyAsync(scheme, token)).Identity);
        listener.RecordObservableInstruments();
        Assert.Equal(1, lookups["hit"]);
        Assert.Equal(1, lookups["miss"]);

        // 600 s of life and 30 s of skew.
        _bench.Time.Advance(TimeSpan.FromSeconds(629));
        Assert.Same(first, (await JwtBench.VerifyAsync(scheme, token)).Identity);
        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("token-expired", (await JwtBench.VerifyAsync(scheme, token)).FailureReason);
    }

    [Fact]
    public async Task Verify_AfterTheCacheDuration_IsVerifiedAgain()
    {
        var scheme = await _bench.ReadyAsync(o => o.CacheDuration = TimeSpan.FromSeconds(10));
        var token = _bench.Token();
        var first = (await JwtBench.VerifyAsync(scheme, token)).Identity;
        _bench.Time.Advance(TimeSpan.FromSeconds(10));
        var second = (await JwtBench.VerifyAsync(scheme, token)).Identity;
        Assert.NotNull(second);
        Assert.NotSame(first, second);
        Assert.Equal(1, scheme.CachedTokens);
    }

    [Fact]
    public async Task Verify_Refused_IsNotRemembered()
    {
        var scheme = await _bench.ReadyAsync();
        for (var i = 0; i < 20; i++) await JwtBench.VerifyAsync(scheme, _bench.Token(("exp", 1 + i)));
        Assert.Equal(0, scheme.CachedTokens);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3000)]
    public async Task FindAndVerify_CachedToken_AllocateNothing(int padding)
    {
        var scheme = await _bench.ReadyAsync();
        var exchange = JwtBench.Request($"Bearer {_bench.Token(("pad", new string('x', padding)))}");
        Assert.NotNull((await scheme.VerifyAsync(exchange, scheme.Find(exchange).Credential!.Value)).Identity);
        Allocations.AssertNone(() => Assert.True(Once()));

        bool Once()
        {
            var verification = scheme.VerifyAsync(exchange, scheme.Find(exchange).Credential!.Value);
            return verification.IsCompletedSuccessfully && verification.GetAwaiter().GetResult().Identity is not null;
        }
    }

    [Fact]
    public async Task Create_SameValues_SharesTheSchemeAndItsKeys()
    {
        var first = await _bench.ReadyAsync();
        Assert.Same(first, _bench.Create(JwtBench.Options()));
        // Another audience: other rules, so another cache, but the same keys.
        var other = _bench.Create(JwtBench.Options(o => o.Audiences = ["billing-api"]));
        Assert.NotSame(first, other);
        Assert.Same(first.Keys, other.Keys);
        await JwtBench.VerifyAsync(first, _bench.Token());
        Assert.Equal("audience-mismatch", (await JwtBench.VerifyAsync(other, _bench.Token())).FailureReason);
        Assert.NotSame(first.Keys, _bench.Create(JwtBench.Options(), "second").Keys);
    }

    [Fact]
    public async Task Retain_SchemeGone_ItsKeysAreNoLongerRead()
    {
        var kept = await _bench.ReadyAsync();
        var gone = await _bench.ReadyAsync(o => o.JwksUri = "https://gone.example/jwks", "gone");
        _bench.Factory.Retain(new GatewayOptions { Jwt = { ["main"] = JwtBench.Options() } });
        Assert.Equal(["Jwt:main"], _bench.Rings.Health().Select(h => h.Name));
        _bench.Time.Advance(TimeSpan.FromMinutes(10));
        await JwtBench.UntilAsync(() => _bench.Server.Requests == 3);
        Assert.Single(_bench.Server.Addresses, a => a.Host == "gone.example");
        Assert.Same(kept, _bench.Create(JwtBench.Options()));

        // A request under way in the old configuration is still answered.
        Assert.NotNull((await JwtBench.VerifyAsync(gone, _bench.Token())).Identity);
        Assert.Equal("key-unknown", (await JwtBench.VerifyAsync(gone, JwtBench.Token(_bench.Key, "RS256", _bench.Claims(), ("kid", "x")))).FailureReason);
    }

    [Fact]
    public async Task File_ReadBeforeFirstUse_AndAgainWhenItChanges()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, SigningKey.Set(_bench.Key.Jwk()));
            var options = JwtBench.Options(o => (o.JwksUri, o.JwksPath) = (null, path));
            var scheme = _bench.Create(options);
            Assert.True(scheme.Keys.Health.IsHealthy);
            Assert.NotNull((await JwtBench.VerifyAsync(scheme, _bench.Token())).Identity);

            var next = SigningKey.Rsa("rsa-2");
            await File.WriteAllTextAsync(path, SigningKey.Set(next.Jwk()));
            Assert.NotSame(scheme, _bench.Create(options));
            _bench.Time.Advance(TimeSpan.FromMinutes(10));
            Assert.Equal(2, scheme.Keys.Health.Generation);
            Assert.NotNull((await JwtBench.VerifyAsync(scheme, JwtBench.Token(next, "RS256", _bench.Claims()))).Identity);

            await File.WriteAllTextAsync(path, "{");
            _bench.Time.Advance(TimeSpan.FromMinutes(10));
            Assert.Equal("file-unusable", scheme.Keys.Health.Failure);
            Assert.NotNull((await JwtBench.VerifyAsync(scheme, JwtBench.Token(next, "RS256", _bench.Claims()))).Identity);
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Equal(0, _bench.Server.Requests);
    }
}
