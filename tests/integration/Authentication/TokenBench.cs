using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Authentication;

/// <summary>A route that takes the tokens of a test issuer, an open route, and a backend that keeps what reaches it.</summary>
internal sealed class TokenBench : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly TestPki _pki;

    private TokenBench(TempFolder folder, TestPki pki, RecordingBackend backend, TestIdentityProvider provider, RunningGateway gateway) =>
        (_folder, _pki, Backend, Provider, Gateway) = (folder, pki, backend, provider, gateway);

    public const string AnyToken =
        """{ "Authentication": { "Schemes": ["Jwt:main"], "FailureBudget": { "Enabled": false } }, "Authorization": { "AnyAuthenticated": true } }""";

    public RecordingBackend Backend { get; }

    public TestIdentityProvider Provider { get; }

    public RunningGateway Gateway { get; }

    /// <param name="clock">The clock of gateway and issuer.</param>
    /// <param name="prepare">Changes the issuer before the gateway asks it for keys.</param>
    /// <param name="configure">Adds to the configuration.</param>
    /// <param name="jwt">Further members of the issuer's configuration.</param>
    public static async Task<TokenBench> StartAsync(
        FakeClock? clock = null, Action<TestIdentityProvider>? prepare = null, Action<TestConfiguration>? configure = null, string jwt = "{}")
    {
        var folder = new TempFolder();
        var pki = new TestPki();
        var backend = RecordingBackend.Start();
        var provider = await TestIdentityProvider.StartAsync(clock: clock);
        prepare?.Invoke(provider);
        var configuration = new TestConfiguration(folder, pki)
            .Cluster(backend.Address)
            .Gateway($$"""{ "Policies": { "SecurityHeaders": {} }, "Jwt": { "main": { "Issuer": "{{provider.Issuer}}", "Audiences": ["orders-api"], "JwksUri": "{{provider.JwksUri}}" } } }""")
            .Gateway($$"""{ "Jwt": { "main": {{jwt}} } }""")
            .Route("orders", "/orders/{**rest}", AnyToken)
            .Route("public", "/public/{**rest}");
        configure?.Invoke(configuration);
        var gateway = await RunningGateway.StartAsync(configuration, clock);
        return new TokenBench(folder, pki, backend, provider, gateway);
    }

    /// <summary>A clock that starts now, because the gateway checks its certificate by it.</summary>
    public static FakeClock ClockFromNow() => new(TimeProvider.System.GetUtcNow());

    public Task KeysLoadedAsync() => Refusals.WaitForEventAsync(Gateway, "jwks.loaded");

    public static (string Name, string Value) Bearer(string token) => ("Authorization", $"Bearer {token}");

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Provider.DisposeAsync();
        await Backend.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }
}
