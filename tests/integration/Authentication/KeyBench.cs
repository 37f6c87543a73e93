using System.Numerics;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.IntegrationTests.Authentication;

/// <summary>A gateway with API keys in every state, a JWT issuer beside them, and a backend that keeps what reaches it.</summary>
internal sealed class KeyBench : IAsyncDisposable
{
    private const string Pepper = "a pepper of at least thirty-two bytes";
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();

    private KeyBench(TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var file = new ApiKeyFile(_folder.PathOf("keys.json"), clock);
        Good = file.Create("gw", Pepper, new NewApiKey("acme") { Scopes = ["orders:read"], Roles = ["buyer"] }).Text;
        Other = file.Create("gw", Pepper, new NewApiKey("globex") { Scopes = ["orders:read", "orders:write"] }).Text;
        Unscoped = file.Create("gw", Pepper, new NewApiKey("initech")).Text;
        Expired = new ApiKeyFile(_folder.PathOf("keys.json"), new FakeClock(now.AddHours(-1))).Create("gw", Pepper, new NewApiKey("acme") { ExpiresAt = now.AddSeconds(-1) }).Text;
        var revoked = file.Create("gw", Pepper, new NewApiKey("acme"));
        Revoked = revoked.Text;
        file.Revoke(revoked.Entry.Id);
        Foreign = new ApiKeyFile(_folder.PathOf("foreign.json"), clock).Create("gw", Pepper, new NewApiKey("acme")).Text;
        OtherPepper = new ApiKeyFile(_folder.PathOf("pepper.json"), clock).Create("gw", Pepper + "!", new NewApiKey("acme")).Text;
    }

    public string Good { get; }

    public string Other { get; }

    public string Unscoped { get; }

    public string Expired { get; }

    public string Revoked { get; }

    /// <summary>A well-formed key whose id is in no file of ours.</summary>
    public string Foreign { get; }

    public string OtherPepper { get; }

    public RecordingBackend Backend { get; } = RecordingBackend.Start();

    public TestIdentityProvider Provider { get; private set; } = null!;

    public RunningGateway Gateway { get; private set; } = null!;

    public static async Task<KeyBench> StartAsync(FakeClock? clock = null, Action<KeyBench, TestConfiguration>? configure = null)
    {
        var bench = new KeyBench(clock ?? TimeProvider.System) { Provider = await TestIdentityProvider.StartAsync(clock: clock) };
        var configuration = new TestConfiguration(bench._folder, bench._pki)
            .Cluster(bench.Backend.Address)
            .Gateway($$"""
                {
                  "Policies": { "SecurityHeaders": {} },
                  "ApiKeys": {
                    "header": { "Path": "keys.json", "Pepper": "{{Pepper}}" },
                    "query": { "Path": "keys.json", "Pepper": "{{Pepper}}", "AllowQuery": true }
                  },
                  "Jwt": { "main": { "Issuer": "{{bench.Provider.Issuer}}", "Audiences": ["orders-api"], "JwksUri": "{{bench.Provider.JwksUri}}" } }
                }
                """)
            .Route("keys", "/keys/{**rest}", Accepting("\"ApiKey:header\""))
            .Route("query", "/query/{**rest}", Accepting("\"ApiKey:query\""))
            .Route("either", "/either/{**rest}", Accepting("\"ApiKey:query\", \"Jwt:main\""))
            .Route("budget", "/budget/{**rest}", Accepting("\"ApiKey:header\"", """{ "Permits": 3, "Window": "1m" }"""))
            .Route("public", "/public/{**rest}");
        configure?.Invoke(bench, configuration);
        bench.Gateway = await RunningGateway.StartAsync(configuration, clock);
        await Refusals.WaitForEventAsync(bench.Gateway, "jwks.loaded");
        return bench;
    }

    public static string Accepting(string schemes, string budget = """{ "Enabled": false }""") =>
        $$"""{ "Authentication": { "Schemes": [{{schemes}}], "FailureBudget": {{budget}} }, "Authorization": { "AnyAuthenticated": true } }""";

    public static (string Name, string Value) Header(string key) => ("X-Api-Key", key);

    /// <summary>The key with another secret and a checksum that fits: only the hash can tell it.</summary>
    public static string WithOtherSecret(string key)
    {
        var start = key.LastIndexOf('_') + 1;
        var text = key[..start] + new string('z', 43);
        var crc = uint.MaxValue;
        foreach (var c in text) crc = BitOperations.Crc32C(crc, (byte)c);
        crc = ~crc;
        var checksum = new char[6];
        for (var i = 5; i >= 0; i--, crc /= 62) checksum[i] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[(int)(crc % 62)];
        return text + new string(checksum);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Provider.DisposeAsync();
        await Backend.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }
}
