using System.Net;
using Gateway.Policies.Authentication.Jwt;
using Gateway.Policies.Authentication.Jwt.Keys;
using Gateway.UnitTests.Authentication.Jwt.Support;
using Gateway.UnitTests.RequestLimits;

namespace Gateway.UnitTests.Authentication.Jwt;

/// <summary>J11, J12 and J13 of the attack list: when the issuer's server is asked, and what serves when it does not answer.</summary>
public sealed class JwksKeyRingTests : IDisposable
{
    private static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(30);
    private readonly JwtBench _bench = new();
    private readonly SigningKey _next = SigningKey.Rsa("rsa-2");

    public void Dispose() => _bench.Dispose();

    private string Unknown(int i) => JwtBench.Token(_bench.Key, "RS256", _bench.Claims(), ("kid", $"unknown-{i}"));

    private string NextToken() => JwtBench.Token(_next, "RS256", _bench.Claims());

    private void Rotate() => _bench.Server.Serve(SigningKey.Set(_bench.Key.Jwk(), _next.Jwk()));

    [Fact]
    public async Task Verify_BeforeKeysArrive_IsUnavailableAtOnce()
    {
        var gate = new TaskCompletionSource();
        _bench.Server.Answer = async (_, _) =>
        {
            await gate.Task;
            return Backchannel.Response(SigningKey.Set(_bench.Key.Jwk()));
        };
        var scheme = _bench.Create(JwtBench.Options());
        var outcome = await JwtBench.VerifyAsync(scheme, _bench.Token());
        Assert.Equal("keys-unavailable", outcome.FailureReason);
        Assert.True(outcome.IsUnavailable);
        Assert.False(scheme.Keys.Health.IsReady);

        // What is no good with any key is still refused, not "try again".
        Assert.Equal("token-expired", (await JwtBench.VerifyAsync(scheme, _bench.Token(("exp", 1)))).FailureReason);

        gate.SetResult();
        await JwtBench.UntilAsync(() => scheme.Keys.Health.IsReady);
        Assert.NotNull((await JwtBench.VerifyAsync(scheme, _bench.Token())).Identity);
    }

    [Fact]
    public async Task Verify_HundredUnknownKidsAtOnce_CauseOneFetch()
    {
        var scheme = await _bench.ReadyAsync();
        _bench.Time.Advance(Cooldown);
        var gate = new TaskCompletionSource();
        _bench.Server.Answer = async (_, _) =>
        {
            await gate.Task;
            return Backchannel.Response(SigningKey.Set(_bench.Key.Jwk(), _next.Jwk()));
        };
        var waiting = Enumerable.Range(0, 100).Select(i => JwtBench.VerifyAsync(scheme, i == 50 ? NextToken() : Unknown(i))).ToArray();
        await JwtBench.UntilAsync(() => _bench.Server.Requests == 2);
        gate.SetResult();
        var outcomes = await Task.WhenAll(waiting);
        Assert.Equal(100, outcomes.Length);
        Assert.Equal(99, outcomes.Count(o => o.FailureReason == "key-unknown" && !o.IsUnavailable));
        Assert.NotNull(outcomes[50].Identity);
        Assert.Equal(2, _bench.Server.Requests);
    }

    [Fact]
    public async Task Verify_UnknownKidsOverTime_FetchOncePerCooldown()
    {
        var scheme = await _bench.ReadyAsync();
        var kid = 0;
        for (var round = 0; round < 5; round++)
        {
            // During the cool-down: refused at once.
            for (var i = 0; i < 200; i++)
            {
                var verification = JwtBench.VerifyAsync(scheme, Unknown(kid++));
                Assert.Equal("key-unknown", (await verification).FailureReason);
            }

            Assert.Equal(round + 1, _bench.Server.Requests);
            _bench.Time.Advance(Cooldown);
            await JwtBench.VerifyAsync(scheme, Unknown(kid++));
            Assert.Equal(round + 2, _bench.Server.Requests);
        }

        Assert.Equal(1005, kid);
    }

    [Fact]
    public async Task Verify_SameUnknownKidAgain_DoesNotFetchAtEachCooldown()
    {
        var scheme = await _bench.ReadyAsync();
        _bench.Time.Advance(Cooldown);
        await JwtBench.VerifyAsync(scheme, Unknown(1));
        Assert.Equal(2, _bench.Server.Requests);
        _bench.Time.Advance(Cooldown * 2);
        Assert.Equal("key-unknown", (await JwtBench.VerifyAsync(scheme, Unknown(1))).FailureReason);
        Assert.Equal(2, _bench.Server.Requests);
        _bench.Time.Advance(Cooldown * 2);
        await JwtBench.VerifyAsync(scheme, Unknown(1));
        Assert.Equal(3, _bench.Server.Requests);
    }

    [Fact]
    public async Task Verify_FloodThatFailsTheCheapChecks_NeverFetches()
    {
        var scheme = await _bench.ReadyAsync();
        _bench.Time.Advance(Cooldown * 2);
        var examined = 0;
        for (var i = 0; i < 100; i++)
        {
            string[] tokens =
            [
                $"garbage-{i}", $"a.b.{i}",
                JwtBench.Token(_bench.Key, "RS256", _bench.Claims(("iss", "https://other.example")), ("kid", $"u{i}")),
                JwtBench.Token(_bench.Key, "RS256", _bench.Claims(("aud", "other")), ("kid", $"u{i}")),
                JwtBench.Token(_bench.Key, "RS256", _bench.Claims(("exp", 1)), ("kid", $"u{i}")),
                JwtBench.Token(_bench.Key, "RS256", _bench.Claims(), ("kid", $"u{i}"), ("alg", "none")),
                JwtBench.Token(_bench.Key, "RS256", _bench.Claims(), ("kid", $"u{i}"), ("typ", "dpop+jwt")),
                JwtBench.Token(_bench.Key, "RS256", _bench.Claims(), ("kid", $"u{i}"), ("alg", "ES256")),
            ];
            foreach (var token in tokens)
            {
                Assert.Null((await JwtBench.VerifyAsync(scheme, token)).Identity);
                examined++;
            }
        }

        Assert.Equal(800, examined);
        Assert.Equal(1, _bench.Server.Requests);
    }

    [Fact]
    public async Task Verify_TokenOfANewKey_IsAcceptedAfterOneFetch()
    {
        var scheme = await _bench.ReadyAsync();
        _bench.Time.Advance(Cooldown);
        Rotate();
        Assert.NotNull((await JwtBench.VerifyAsync(scheme, NextToken())).Identity);
        Assert.Equal(2, scheme.Keys.Health.Generation);
        Assert.Single(_bench.Events.Of("jwks.keys.changed"));
    }

    [Fact]
    public async Task Verify_FetchThatHangs_WaitsNoLongerThanTheTimeout()
    {
        var scheme = await _bench.ReadyAsync();
        _bench.Time.Advance(Cooldown);
        _bench.Server.Answer = async (_, cancel) =>
        {
            await Task.Delay(Timeout.Infinite, cancel);
            return new HttpResponseMessage();
        };
        var verification = JwtBench.VerifyAsync(scheme, Unknown(1));
        await JwtBench.UntilAsync(() => _bench.Server.Requests == 2);
        Assert.False(verification.IsCompleted);
        _bench.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.True((await verification).IsUnavailable);
        await JwtBench.UntilAsync(() => scheme.Keys.Health.Failure == "timeout");
        Assert.NotNull((await JwtBench.VerifyAsync(scheme, _bench.Token())).Identity);
    }

    public static TheoryData<string> BrokenAnswers => ["500", "redirect", "html", "empty", "no-keys", "empty-set", "twice", "huge", "huge-chunked", "refused", "only-enc", "empty-modulus"];

    [Theory]
    [MemberData(nameof(BrokenAnswers))]
    public async Task Refresh_BrokenAnswer_KeepsTheLastGoodKeys(string kind)
    {
        var scheme = await _bench.ReadyAsync();
        _bench.Server.Answer = (_, _) => Task.FromResult(kind switch
        {
            "500" => Backchannel.Response(SigningKey.Set(_next.Jwk()), status: HttpStatusCode.InternalServerError),
            "redirect" => new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri("http://evil.example/jwks") } },
            "html" => Backchannel.Response("<html><body>Down</body></html>", "text/html"),
            "empty" => Backchannel.Response(""),
            "no-keys" => Backchannel.Response("{}"),
            "empty-set" => Backchannel.Response("""{"keys":[]}"""),
            "twice" => Backchannel.Response("""{"keys":[],"keys":[]}"""),
            "huge" => Backchannel.Response(new string(' ', KeySetDocument.MaxBytes) + SigningKey.Set(_next.Jwk())),
            "huge-chunked" => new HttpResponseMessage { Content = new StreamContent(new EndlessStream()) },
            "empty-modulus" => Backchannel.Response("""{"keys":[{"kty":"RSA","n":"","e":"AQAB"}]}"""),
            "only-enc" => Backchannel.Response(SigningKey.Set(_next.Jwk(("use", "enc")))),
            _ => throw new HttpRequestException("refused"),
        });
        _bench.Time.Advance(TimeSpan.FromMinutes(10));
        await JwtBench.UntilAsync(() => scheme.Keys.Health.Failure is not null);

        Assert.True(scheme.Keys.Health.IsReady);
        Assert.False(scheme.Keys.Health.IsHealthy);
        Assert.NotNull((await JwtBench.VerifyAsync(scheme, _bench.Token())).Identity);
        // Nobody can tell now whether the issuer has this key.
        Assert.True((await JwtBench.VerifyAsync(scheme, Unknown(1))).IsUnavailable);
        Assert.DoesNotContain(_bench.Server.Addresses, a => a.Host == "evil.example");

        // Still failing: one event for the state, not one for each try.
        for (var i = 0; i < 10; i++)
        {
            var before = _bench.Server.Requests;
            await AdvanceUntilAsync(Cooldown, () => _bench.Server.Requests > before);
        }

        await JwtBench.UntilAsync(() => !scheme.Keys.IsReading);
        Assert.Single(_bench.Events.Of("jwks.refresh.failed"));
        Assert.Equal("failure", _bench.Events.Of("jwks.refresh.failed")[0].Outcome);

        Rotate();
        await UntilHealthyAsync(scheme);
        await JwtBench.UntilAsync(() => _bench.Events.Of("jwks.refresh.recovered").Count == 1);
        Assert.NotNull((await JwtBench.VerifyAsync(scheme, NextToken())).Identity);
    }

    [Fact]
    public async Task Refresh_FailsFromTheStart_RetriesWithGrowingPauses()
    {
        _bench.Server.Serve("", status: HttpStatusCode.ServiceUnavailable);
        var scheme = _bench.Create(JwtBench.Options());
        await JwtBench.UntilAsync(() => scheme.Keys.Health.Failure == "http-status");
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 30, 30 })
        {
            var before = _bench.Server.Requests;
            await JwtBench.UntilAsync(() => !scheme.Keys.IsReading);
            _bench.Time.Advance(TimeSpan.FromSeconds(seconds - 0.5));
            Assert.Equal(before, _bench.Server.Requests);
            await AdvanceUntilAsync(TimeSpan.FromSeconds(0.5), () => _bench.Server.Requests > before);
        }
    }

    [Fact]
    public async Task Refresh_KeyWithdrawn_DropsItsCachedTokensAtOnce()
    {
        Rotate();
        var scheme = await _bench.ReadyAsync();
        var old = _bench.Token();
        var kept = NextToken();
        Assert.NotNull((await JwtBench.VerifyAsync(scheme, old)).Identity);
        var identity = (await JwtBench.VerifyAsync(scheme, kept)).Identity;

        _bench.Server.Serve(SigningKey.Set(_next.Jwk()));
        _bench.Time.Advance(TimeSpan.FromMinutes(10));
        await JwtBench.UntilAsync(() => scheme.Keys.Health.Generation == 2);

        var again = JwtBench.Token(_bench.Key, "RS256", _bench.Claims());
        Assert.Equal("key-unknown", (await JwtBench.VerifyAsync(scheme, again)).FailureReason);
        Assert.NotNull(identity);
    }

    [Fact]
    public async Task Refresh_KeyWithdrawnWithinTheCacheTime_RefusesTheCachedToken()
    {
        Rotate();
        var scheme = await _bench.ReadyAsync(o =>
        {
            o.RefreshInterval = TimeSpan.FromSeconds(40);
            o.CacheDuration = TimeSpan.FromHours(1);
        });
        var old = _bench.Token();
        var kept = NextToken();
        await JwtBench.VerifyAsync(scheme, old);
        var identity = (await JwtBench.VerifyAsync(scheme, kept)).Identity;
        _bench.Server.Serve(SigningKey.Set(_next.Jwk()));
        _bench.Time.Advance(TimeSpan.FromSeconds(40));
        await JwtBench.UntilAsync(() => scheme.Keys.Health.Generation == 2);

        Assert.Equal("key-unknown", (await JwtBench.VerifyAsync(scheme, old)).FailureReason);
        // The other key's token comes from the cache still: the same object.
        Assert.Same(identity, (await JwtBench.VerifyAsync(scheme, kept)).Identity);
    }

    [Fact]
    public async Task Refresh_SameKidWithOtherMaterial_DropsWhatTheOldOneVerified()
    {
        var scheme = await _bench.ReadyAsync(o => o.RefreshInterval = TimeSpan.FromSeconds(40));
        var token = _bench.Token();
        await JwtBench.VerifyAsync(scheme, token);
        _bench.Server.Serve(SigningKey.Set(SigningKey.Rsa("rsa-1", 2056).Jwk()));
        _bench.Time.Advance(TimeSpan.FromSeconds(40));
        await JwtBench.UntilAsync(() => scheme.Keys.Health.Generation == 2);
        Assert.Equal("signature-invalid", (await JwtBench.VerifyAsync(scheme, token)).FailureReason);
    }

    private async Task UntilHealthyAsync(JwtScheme scheme)
    {
        for (var i = 0; i < 100 && !scheme.Keys.Health.IsHealthy; i++)
        {
            _bench.Time.Advance(Cooldown);
            await Task.Delay(5);
        }

        Assert.True(scheme.Keys.Health.IsHealthy);
    }

    // The ring re-arms its timer just after the answer: a test that is faster moves the clock again.
    private async Task AdvanceUntilAsync(TimeSpan by, Func<bool> condition)
    {
        _bench.Time.Advance(by);
        for (var i = 0; i < 500 && !condition(); i++)
        {
            await Task.Delay(2);
            if (i > 50 && !condition()) _bench.Time.Advance(by);
        }

        Assert.True(condition());
    }
}
