using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Gateway.Policies.Authentication;
using Gateway.Policies.Authentication.Jwt;
using Gateway.Policies.Authentication.Jwt.Keys;
using Gateway.Policies.Configuration;
using Gateway.Policies.Events;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.UnitTests.Authentication.Jwt.Support;

/// <summary>A gateway's JWT verification without a gateway: a clock, an issuer's server, recorded events, and tokens to send.</summary>
internal sealed class JwtBench : IDisposable
{
    public const string Issuer = "https://id.example.com";
    public const string Audience = "orders-api";

    private readonly ServiceProvider _provider;

    public JwtBench()
    {
        Events = new RecordedEvents();
        _provider = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IEventSink>(Events)
            .AddSingleton(_ => new KeyDocumentClient(Server))
            .AddJwt()
            .BuildServiceProvider();
        Server.Serve(SigningKey.Set(Key.Jwk()));
    }

    public ManualTime Time { get; } = new();

    public Backchannel Server { get; } = new();

    public RecordedEvents Events { get; }

    public SigningKey Key { get; } = SigningKey.Rsa();

    public JwtSchemeFactory Factory => _provider.GetRequiredService<JwtSchemeFactory>();

    public JwtKeyRings Rings => _provider.GetRequiredService<JwtKeyRings>();

    public IMeterFactory Meters => _provider.GetRequiredService<IMeterFactory>();

    public static JwtOptions Options(Action<JwtOptions>? change = null)
    {
        var options = new JwtOptions { Issuer = Issuer, Audiences = [Audience], JwksUri = "https://id.example.com/jwks" };
        change?.Invoke(options);
        return options;
    }

    /// <summary>The scheme with its keys read, if the server gives any.</summary>
    public async Task<JwtScheme> ReadyAsync(Action<JwtOptions>? change = null, string name = "main")
    {
        var scheme = Create(Options(change), name);
        await UntilAsync(() => scheme.Keys.Health.IsReady);
        return scheme;
    }

    public JwtScheme Create(JwtOptions options, string name = "main") =>
        (JwtScheme)Factory.Create(name, new GatewayOptions { Jwt = { [name] = options } });

    public static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 2000; i++)
        {
            if (condition()) return;
            await Task.Delay(5);
        }

        Assert.Fail("The condition did not come true in 10 s.");
    }

    /// <summary>Claims of a good token. A null value removes the claim.</summary>
    public JsonObject Claims(params (string Name, JsonNode? Value)[] changes)
    {
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["sub"] = "alice",
            ["iat"] = Time.Seconds,
            ["exp"] = Time.Seconds + 600,
            ["scope"] = "orders:read orders:write",
            ["roles"] = new JsonArray("clerk", "admin"),
        };
        return Change(claims, changes);
    }

    public string Token(params (string Name, JsonNode? Value)[] changes) => Token(Key, "RS256", Claims(changes));

    public static string Token(SigningKey key, string algorithm, JsonObject claims, params (string Name, JsonNode? Value)[] header) =>
        key.Sign(Change(new JsonObject { ["alg"] = algorithm, ["typ"] = "at+jwt", ["kid"] = key.Kid }, header).ToJsonString(), claims.ToJsonString(), algorithm);

    public static async Task<AuthenticationOutcome> VerifyAsync(JwtScheme scheme, string token)
    {
        var exchange = Request($"Bearer {token}");
        return await scheme.VerifyAsync(exchange, scheme.Find(exchange).Credential!.Value);
    }

    public static Exchange Request(params string[] authorization)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = authorization;
        // The scheme does not look at the plan.
        return new Exchange(context, null!);
    }

    public void Dispose() => _provider.Dispose();

    private static JsonObject Change(JsonObject json, (string Name, JsonNode? Value)[] changes)
    {
        foreach (var (name, value) in changes)
            if (value is null) json.Remove(name);
            else json[name] = value;
        return json;
    }
}

internal sealed class RecordedEvents : IEventSink
{
    private readonly ConcurrentQueue<SecurityEvent> _events = new();

    public void Write(SecurityEvent securityEvent) => _events.Enqueue(securityEvent);

    public IReadOnlyList<SecurityEvent> Of(string name) => [.. _events.Where(e => e.Event == name)];
}
