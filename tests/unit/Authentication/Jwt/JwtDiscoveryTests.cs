using Gateway.Policies.Authentication.Jwt;
using Gateway.UnitTests.Authentication.Jwt.Support;

namespace Gateway.UnitTests.Authentication.Jwt;

public sealed class JwtDiscoveryTests : IDisposable
{
    private readonly JwtBench _bench = new();

    public void Dispose() => _bench.Dispose();

    private JwtScheme Create(string authority, string document, string? issuer = null)
    {
        _bench.Server.Answer = (request, _) => Task.FromResult(Backchannel.Response(
            request.RequestUri!.AbsolutePath.EndsWith("/openid-configuration", StringComparison.Ordinal) ? document : SigningKey.Set(_bench.Key.Jwk())));
        return _bench.Create(JwtBench.Options(o => (o.Authority, o.JwksUri, o.Issuer) = (authority, null, issuer)));
    }

    [Theory]
    [InlineData("https://id.example.com", "https://id.example.com", null)]
    [InlineData("https://id.example.com/", "https://id.example.com/", null)]
    [InlineData("https://id.example.com/realms/a", "https://id.example.com/realms/a", null)]
    [InlineData("https://internal.example", "https://id.example.com", "https://id.example.com")]
    public async Task Discovery_IssuerEqual_KeysArrive(string authority, string issuer, string? configured)
    {
        var scheme = Create(authority, $$"""{"issuer":"{{issuer}}","jwks_uri":"https://keys.example.com/jwks","x":[{}]}""", configured);
        await JwtBench.UntilAsync(() => scheme.Keys.Health.IsReady);
        Assert.Equal([$"{authority.TrimEnd('/')}/.well-known/openid-configuration", "https://keys.example.com/jwks"], _bench.Server.Addresses.Select(a => a.AbsoluteUri));
        Assert.NotNull((await JwtBench.VerifyAsync(scheme, _bench.Token(("iss", issuer)))).Identity);
    }

    [Theory]
    [InlineData("""{"issuer":"https://id.example.com/","jwks_uri":"https://id.example.com/jwks"}""", "issuer-mismatch")]
    [InlineData("""{"issuer":"https://evil.example","jwks_uri":"https://id.example.com/jwks"}""", "issuer-mismatch")]
    [InlineData("""{"jwks_uri":"https://id.example.com/jwks"}""", "issuer-mismatch")]
    [InlineData("""{"issuer":"https://id.example.com"}""", "discovery-malformed")]
    [InlineData("""{"issuer":"https://id.example.com","jwks_uri":"http://id.example.com/jwks"}""", "discovery-malformed")]
    [InlineData("""{"issuer":"https://id.example.com","jwks_uri":"http://127.0.0.1/jwks"}""", "discovery-malformed")]
    [InlineData("""{"issuer":"https://id.example.com","jwks_uri":"file:///etc/passwd"}""", "discovery-malformed")]
    [InlineData("""{"issuer":"https://id.example.com","issuer":"https://id.example.com","jwks_uri":"https://id.example.com/jwks"}""", "discovery-malformed")]
    [InlineData("<html>", "discovery-malformed")]
    public async Task Discovery_DocumentThatCannotBeTrusted_GivesNoKeys(string document, string reason)
    {
        var scheme = Create("https://id.example.com", document);
        await JwtBench.UntilAsync(() => scheme.Keys.Health.Failure is not null);
        Assert.Equal(reason, scheme.Keys.Health.Failure);
        Assert.False(scheme.Keys.Health.IsReady);
        Assert.Single(_bench.Server.Addresses);
        Assert.True((await JwtBench.VerifyAsync(scheme, _bench.Token())).IsUnavailable);
    }

    [Fact]
    public async Task Discovery_OnlyTheTrailingSlashDiffers_TheEventSaysSo()
    {
        var scheme = Create("https://id.example.com", """{"issuer":"https://id.example.com/","jwks_uri":"https://id.example.com/jwks"}""");
        await JwtBench.UntilAsync(() => scheme.Keys.Health.Failure is not null && _bench.Events.Of("jwks.refresh.failed").Count > 0);
        Assert.Contains("trailing slash", Assert.Single(_bench.Events.Of("jwks.refresh.failed")).Note, StringComparison.Ordinal);
    }
}
