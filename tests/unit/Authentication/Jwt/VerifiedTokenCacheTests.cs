using System.Collections.Frozen;
using System.Security.Claims;
using Gateway.Policies.Authentication;
using Gateway.Policies.Authentication.Jwt.Caching;
using Gateway.Policies.Authentication.Jwt.Keys;
using Gateway.UnitTests.Authentication.Jwt.Support;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.UnitTests.Authentication.Jwt;

public sealed class VerifiedTokenCacheTests
{
    private readonly ManualTime _time = new();
    private readonly VerificationKey _key = Key();

    private static VerificationKey Key()
    {
        Assert.Null(VerificationKey.TryCreate(new JsonWebKey(SigningKey.Rsa().Jwk().ToJsonString()), out var key));
        return key!;
    }

    private static CallerIdentity Identity() => new()
    {
        Principal = new ClaimsPrincipal(),
        Scheme = "Jwt:main",
        Consumer = "main:alice",
        Scopes = FrozenSet<string>.Empty,
        Roles = FrozenSet<string>.Empty,
    };

    private static CredentialDigest Digest(int i)
    {
        Assert.True(CredentialDigest.TryCompute($"token-{i}", out var digest));
        return digest;
    }

    private void Add(VerifiedTokenCache cache, int i) => cache.Add(Digest(i), Identity(), _time.GetUtcNow() + TimeSpan.FromMinutes(5), _key);

    [Fact]
    public void Add_ManyMoreThanCapacity_StaysBounded()
    {
        var cache = new VerifiedTokenCache(100, _time);
        for (var i = 0; i < 10_000; i++)
        {
            Add(cache, i);
            cache.TryGet(Digest(i), out _);
        }

        Assert.Equal(100, cache.Count);
        Assert.True(cache.TryGet(Digest(9_999), out _));
    }

    [Fact]
    public void Add_WhenFull_KeepsWhatIsUsed()
    {
        var cache = new VerifiedTokenCache(10, _time);
        Add(cache, 0);
        for (var i = 1; i < 1000; i++)
        {
            Assert.True(cache.TryGet(Digest(0), out _));
            Add(cache, i);
        }

        Assert.Equal(10, cache.Count);
    }

    [Fact]
    public void Add_SameTokenTwice_TakesOnePlace()
    {
        var cache = new VerifiedTokenCache(10, _time);
        for (var i = 0; i < 50; i++) Add(cache, 1);
        Assert.Equal(1, cache.Count);
        Add(cache, 2);
        Assert.Equal(2, cache.Count);
    }

    [Fact]
    public void TryGet_AtItsEnd_IsGone()
    {
        var cache = new VerifiedTokenCache(10, _time);
        Add(cache, 1);
        _time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.True(cache.TryGet(Digest(1), out _));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(cache.TryGet(Digest(1), out _));
    }

    [Fact]
    public void TryGet_KeyRetired_IsGone()
    {
        var cache = new VerifiedTokenCache(10, _time);
        Add(cache, 1);
        _key.Retire();
        Assert.False(cache.TryGet(Digest(1), out _));
    }

    [Fact]
    public void Add_NoCapacity_RemembersNothing()
    {
        var cache = new VerifiedTokenCache(0, _time);
        Add(cache, 1);
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public async Task Add_FromManyThreads_StaysBoundedAndConsistent()
    {
        var cache = new VerifiedTokenCache(64, _time);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(t => Task.Run(() =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                Add(cache, (i * 7 + t) % 300);
                cache.TryGet(Digest(i % 300), out _);
            }
        })));
        Assert.InRange(cache.Count, 1, 64);
    }

    [Fact]
    public void TryCompute_TextThatIsNotAscii_IsNoToken() => Assert.False(CredentialDigest.TryCompute("tökén", out _));

    [Fact]
    public void TryCompute_LongTokens_DifferByTheirLastCharacter()
    {
        Assert.True(CredentialDigest.TryCompute(new string('a', 5000) + "b", out var one));
        Assert.True(CredentialDigest.TryCompute(new string('a', 5000) + "c", out var two));
        Assert.NotEqual(one, two);
    }
}
