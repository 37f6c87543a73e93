using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.UnitTests.Authentication.ApiKey;

public sealed class ApiKeySetTests : IDisposable
{
    private readonly TestGateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    private DateTimeOffset Now => _gateway.Time.GetUtcNow();

    [Fact]
    public void Verify_GoodKey_GivesItsIdentity()
    {
        var expires = Now.AddDays(1);
        var key = _gateway.CreateKey(new NewApiKey("acme") { Roles = ["reader"], Scopes = ["orders:read"], ExpiresAt = expires });

        var identity = Load().Verify(key.Text, Now).Identity!;

        Assert.Equal(("acme", "ApiKey:partners"), (identity.Consumer, identity.Scheme));
        Assert.Equal(["orders:read"], identity.Scopes);
        Assert.Equal(["reader"], identity.Roles);
        Assert.Equal(expires, identity.ExpiresAt);
        Assert.True(identity.Principal.Identity!.IsAuthenticated);
        Assert.Equal("acme", identity.Principal.Identity.Name);
        Assert.True(identity.Principal.IsInRole("reader"));
        Assert.Equal([key.Entry.Id], identity.ClaimValues("key_id").ToArray());
    }

    [Fact]
    public void Verify_UnknownWrongRevokedExpired_FailForDifferentReasons()
    {
        var good = _gateway.CreateKey();
        var revoked = _gateway.CreateKey();
        var expired = _gateway.CreateKey(new NewApiKey("acme") { ExpiresAt = Now.AddSeconds(1) });
        _gateway.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_gateway.KeyFile.Revoke(revoked.Entry.Id));
        var set = Load();

        Assert.Equal("api-key-unknown", set.Verify(ApiKeyText.Create("gw", out _), Now).FailureReason);
        Assert.Equal("api-key-wrong-secret", set.Verify(WithIdOf(good), Now).FailureReason);
        Assert.Equal("api-key-revoked", set.Verify(revoked.Text, Now).FailureReason);
        Assert.Equal("api-key-wrong-secret", set.Verify(WithIdOf(revoked), Now).FailureReason);
        Assert.Equal("api-key-expired", set.Verify(expired.Text, Now).FailureReason);
        Assert.Equal("api-key-malformed", set.Verify(good.Text[..^1], Now).FailureReason);
        var foreign = set.Verify(ApiKeyText.Create("other", out _), Now);
        Assert.Equal((null, null), (foreign.Identity, foreign.FailureReason));
        Assert.NotNull(set.Verify(good.Text, Now).Identity);
    }

    [Fact]
    public void Verify_KeyHashedWithAnotherPepper_Fails()
    {
        var key = _gateway.CreateKey();
        var set = new ApiKeySet("ApiKey:partners", "gw", ApiKeyHash.Pepper(new string('x', 32)), new ApiKeyDocument { Keys = [key.Entry] });
        Assert.Equal("api-key-wrong-secret", set.Verify(key.Text, Now).FailureReason);
    }

    [Fact]
    public void Sets_ReloadWithoutAChange_ShareTheInstance()
    {
        _gateway.CreateKey();
        var sets = new ApiKeySets();
        var first = sets.Get("partners", _gateway.Options);
        Assert.Same(first, sets.Get("partners", _gateway.Options));
        Assert.Same(first, sets.Get("partners", new() { ApiKeys = _gateway.Options.ApiKeys }));
    }

    [Fact]
    public void Sets_FileChanges_OnlyTheNextConfigurationSeesIt()
    {
        _gateway.CreateKey();
        var sets = new ApiKeySets();
        var first = sets.Get("partners", _gateway.Options);
        _gateway.CreateKey();

        Assert.Equal(1, sets.Get("partners", _gateway.Options).Count);
        Assert.Equal(2, sets.Get("partners", new() { ApiKeys = _gateway.Options.ApiKeys }).Count);
        Assert.Equal(1, first.Count);
    }

    [Fact]
    public void Sets_UnreadableFile_Throw() => Assert.Throws<InvalidOperationException>(() => new ApiKeySets().Get("partners", _gateway.Options));

    // Another secret under a known id, well-formed: as an attacker who saw an id would try.
    private static string WithIdOf(CreatedApiKey key)
    {
        var text = ApiKeyText.Create("gw", out var id).Replace(id, key.Entry.Id, StringComparison.Ordinal)[..^6];
        return text + Checksum(text);
    }

    private static string Checksum(string text)
    {
        const string base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        var crc = uint.MaxValue;
        foreach (var c in text) crc = System.Numerics.BitOperations.Crc32C(crc, (byte)c);
        crc = ~crc;
        var result = "";
        for (var i = 0; i < 6; i++, crc /= 62) result = base62[(int)(crc % 62)] + result;
        return result;
    }

    private ApiKeySet Load() => new ApiKeySets().Get("partners", _gateway.Options);
}
