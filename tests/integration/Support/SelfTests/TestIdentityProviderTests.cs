using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.IntegrationTests.Support.SelfTests;

public sealed class TestIdentityProviderTests
{
    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    public async Task Token_Minted_IsValidUnderThePublishedKeys(string algorithm)
    {
        await using var provider = await TestIdentityProvider.StartAsync();
        var key = provider.Rotate(algorithm == "ES256" ? TestKey.CreateEc("k") : TestKey.CreateRsa("k", algorithm));
        using var http = new HttpClient();
        var keys = new JsonWebKeySet(await http.GetStringAsync(new Uri(provider.JwksUri))).GetSigningKeys();
        Assert.Equal("k", Assert.Single(keys).KeyId);
        Assert.True(await IsValid(provider, keys, provider.Mint()));
        Assert.False(await IsValid(provider, keys, provider.Mint(new JsonObject { ["exp"] = null })));
        Assert.False(await IsValid(provider, keys, RawToken.Mint("{\"alg\":\"none\"}", provider.Claims().ToJsonString(), TokenSigners.None)));
        Assert.False(await IsValid(provider, keys, RawToken.Mint($"{{\"alg\":\"{algorithm}\"}}", provider.Claims().ToJsonString(), TokenSigners.Bytes(new byte[64]))));
        Assert.Equal(1, provider.Jwks.Fetches);
        Assert.Same(key, provider.Key);
    }

    [Fact]
    public async Task Token_Overrides_ReplaceAndRemoveMembers()
    {
        await using var provider = await TestIdentityProvider.StartAsync();
        var token = provider.Mint(new JsonObject { ["sub"] = "bob", ["aud"] = null }, header: new JsonObject { ["kid"] = "../x", ["typ"] = null });
        Assert.Equal("{\"alg\":\"ES256\",\"kid\":\"../x\"}", RawToken.Decode(token, 0));
        var claims = JsonElement.Parse(RawToken.Decode(token, 1));
        Assert.Equal("bob", claims.GetProperty("sub").GetString());
        Assert.False(claims.TryGetProperty("aud", out _));
    }

    [Fact]
    public async Task Discovery_Fetched_NamesIssuerAndJwksAndCounts()
    {
        using var pki = new TestPki();
        await using var provider = await TestIdentityProvider.StartAsync(pki.Server("localhost"));
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var http = new HttpClient(handler);
        var document = JsonElement.Parse(await http.GetStringAsync(new Uri(provider.HttpsAddress + "/.well-known/openid-configuration")));
        Assert.Equal(provider.HttpsAddress, document.GetProperty("issuer").GetString());
        var keys = JsonElement.Parse(await http.GetStringAsync(new Uri(document.GetProperty("jwks_uri").GetString()!)));
        Assert.Equal("key-1", keys.GetProperty("keys")[0].GetProperty("kid").GetString());
        Assert.Equal((1, 1), (provider.Discovery.Fetches, provider.Jwks.Fetches));
    }

    [Fact]
    public async Task Faults_Set_AreWhatTheClientSees()
    {
        await using var provider = await TestIdentityProvider.StartAsync();
        using var http = new HttpClient();
        Assert.Equal((HttpStatusCode.InternalServerError, "broken"), await Fetch(IdentityFault.Status500));
        Assert.StartsWith("<!doctype", (await Fetch(IdentityFault.Html)).Body, StringComparison.Ordinal);
        Assert.Equal("", (await Fetch(IdentityFault.Empty)).Body);
        Assert.Equal("{\"keys\": [", (await Fetch(IdentityFault.InvalidJson)).Body);
        await Assert.ThrowsAsync<HttpRequestException>(() => Fetch(IdentityFault.Reset));
        Assert.Equal(5, provider.Jwks.Fetches);

        var held = Fetch(IdentityFault.Hang);
        await Eventually.Async(() => provider.Jwks.Fetches == 6, TimeSpan.FromSeconds(10), "the request hangs");
        Assert.False(held.IsCompleted);
        provider.Release();
        Assert.Contains("key-1", (await held).Body, StringComparison.Ordinal);

        provider.Jwks.Fault = IdentityFault.Endless;
        await using (var endless = await http.GetStreamAsync(new Uri(provider.JwksUri)))
            await endless.ReadExactlyAsync(new byte[1_000_000]);
        Assert.InRange(provider.Jwks.EndlessBytesSent, 1, 100 * 1024 * 1024);

        async Task<(HttpStatusCode Status, string Body)> Fetch(IdentityFault fault)
        {
            provider.Jwks.Fault = fault;
            using var response = await http.GetAsync(new Uri(provider.JwksUri));
            return (response.StatusCode, await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Keys_RotatedAndRaw_AreServedAsGiven()
    {
        await using var provider = await TestIdentityProvider.StartAsync();
        using var http = new HttpClient();
        provider.Rotate(TestKey.CreateEc("key-2"), keepOld: true);
        provider.Publish("odd", "{\"kty\":\"oct\"}");
        var keys = JsonElement.Parse(await http.GetStringAsync(new Uri(provider.JwksUri))).GetProperty("keys");
        Assert.Equal(3, keys.GetArrayLength());
        provider.Withdraw("key-1");
        provider.Withdraw("odd");
        keys = JsonElement.Parse(await http.GetStringAsync(new Uri(provider.JwksUri))).GetProperty("keys");
        Assert.Equal("key-2", Assert.Single(keys.EnumerateArray()).GetProperty("kid").GetString());
        provider.Jwks.Override = "[]";
        Assert.Equal("[]", await http.GetStringAsync(new Uri(provider.JwksUri)));
    }

    private static async Task<bool> IsValid(TestIdentityProvider provider, IEnumerable<SecurityKey> keys, string token)
    {
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = provider.Issuer,
            ValidAudience = provider.Audience,
            IssuerSigningKeys = keys,
        });
        return result.IsValid;
    }
}
