using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;

namespace Gateway.IntegrationTests.Support;

/// <summary>
/// An OpenID provider on loopback: discovery, JWKS, keys that come and go, tokens good and bad, and every way in which such
/// a server lets its clients down.
/// </summary>
public sealed class TestIdentityProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly List<(string? Kid, string Json)> _published = [];

    private TestIdentityProvider(WebApplication app, int httpPort, int? httpsPort)
    {
        _app = app;
        HttpAddress = $"http://127.0.0.1:{httpPort}";
        HttpsAddress = httpsPort is null ? null : $"https://localhost:{httpsPort}";
        Issuer = HttpsAddress ?? HttpAddress;
        Discovery = new IdentityEndpoint(DiscoveryDocument);
        Jwks = new IdentityEndpoint(JwksDocument);
        Key = TestKey.CreateEc("key-1");
        Publish(Key);
    }

    /// <summary>http://127.0.0.1:PORT, without a trailing slash.</summary>
    public string HttpAddress { get; }

    /// <summary>https://localhost:PORT when started with a certificate.</summary>
    public string? HttpsAddress { get; }

    /// <summary>The issuer in discovery and tokens; at first the https address if there is one, else the http address.</summary>
    public string Issuer { get; set; }

    public string Audience { get; set; } = "orders-api";

    public string JwksUri => $"{HttpsAddress ?? HttpAddress}/jwks";

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>/.well-known/openid-configuration.</summary>
    public IdentityEndpoint Discovery { get; }

    /// <summary>/jwks.</summary>
    public IdentityEndpoint Jwks { get; }

    /// <summary>The key that <see cref="Mint"/> uses unless told; at first an EC key that is published as "key-1".</summary>
    public TestKey Key { get; private set; }

    /// <summary>Starts on ephemeral loopback ports; a certificate adds https.</summary>
    public static async Task<TestIdentityProvider> StartAsync(X509Certificate2? certificate = null, TimeProvider? clock = null)
    {
        var app = LoopbackKestrel.Build(certificate is null ? [LoopbackListener.Http1] : [LoopbackListener.Http1, LoopbackListener.Https(certificate)]);
        TestIdentityProvider? provider = null;
        app.MapGet("/.well-known/openid-configuration", context => provider!.Discovery.ServeAsync(context));
        app.MapGet("/jwks", context => provider!.Jwks.ServeAsync(context));
        await app.StartAsync();
        var ports = LoopbackKestrel.Ports(app);
        provider = new TestIdentityProvider(app, ports[0], ports.Count > 1 ? ports[1] : null) { Clock = clock ?? TimeProvider.System };
        return provider;
    }

    /// <summary>Adds a key to the JWKS.</summary>
    public void Publish(TestKey key) => Publish(key.Kid, key.ToJwk().ToJsonString());

    /// <summary>Adds any text as a member of the "keys" array; the kid only names it for <see cref="Withdraw"/>.</summary>
    public void Publish(string? kid, string jwkJson)
    {
        lock (_lock) _published.Add((kid, jwkJson));
    }

    public void Withdraw(string? kid)
    {
        lock (_lock) _published.RemoveAll(entry => entry.Kid == kid);
    }

    /// <summary>Makes another key current and publishes it; the old one leaves the JWKS unless it is kept.</summary>
    public TestKey Rotate(TestKey next, bool keepOld = false)
    {
        var old = Key;
        Publish(next);
        Key = next;
        if (!keepOld)
            Withdraw(old.Kid);
        return next;
    }

    /// <summary>Lets the requests go that <see cref="IdentityFault.Hang"/> holds.</summary>
    public void Release()
    {
        Discovery.Release();
        Jwks.Release();
    }

    /// <summary>The claims of a valid token: iss, sub, aud, iat, exp (in five minutes), jti.</summary>
    public JsonObject Claims()
    {
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = "alice",
            ["aud"] = Audience,
            ["iat"] = now,
            ["exp"] = now + 300,
            ["jti"] = Guid.NewGuid().ToString("N"),
        };
    }

    /// <summary>
    /// A token signed by the key. Members of <paramref name="claims"/> and <paramref name="header"/> replace the default ones;
    /// a null value removes the member.
    /// </summary>
    public string Mint(JsonObject? claims = null, TestKey? key = null, JsonObject? header = null)
    {
        key ??= Key;
        var start = new JsonObject { ["alg"] = key.SigningAlgorithm, ["typ"] = "at+jwt" };
        if (key.Kid is not null)
            start["kid"] = key.Kid;
        return RawToken.Mint(Overlay(start, header).ToJsonString(), Overlay(Claims(), claims).ToJsonString(), key.Signer);
    }

    public ValueTask DisposeAsync()
    {
        Release();
        return _app.DisposeAsync();
    }

    private static JsonObject Overlay(JsonObject target, JsonObject? overrides)
    {
        foreach (var (name, value) in overrides ?? [])
        {
            if (value is null)
                target.Remove(name);
            else
                target[name] = value.DeepClone();
        }

        return target;
    }

    private string DiscoveryDocument() => new JsonObject
    {
        ["issuer"] = Issuer,
        ["jwks_uri"] = JwksUri,
        ["authorization_endpoint"] = $"{Issuer}/authorize",
        ["token_endpoint"] = $"{Issuer}/token",
        ["response_types_supported"] = new JsonArray("code"),
        ["subject_types_supported"] = new JsonArray("public"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("ES256", "RS256", "PS256"),
    }.ToJsonString();

    private string JwksDocument()
    {
        lock (_lock) return $"{{\"keys\":[{string.Join(',', _published.Select(entry => entry.Json))}]}}";
    }
}
