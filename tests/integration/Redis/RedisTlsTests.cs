using System.Globalization;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.RateLimit;
using Gateway.Policies.Redis;

namespace Gateway.IntegrationTests.Redis;

/// <summary>TLS to the server: only certificates of the configured authority, for the configured name.</summary>
public sealed class RedisTlsTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private readonly int _port = RedisServer.FreePort();
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync()
    {
        var files = CertificateWriter.WritePem(_folder.FullPath, "redis", _pki.Server("redis.test"));
        _redis = await RedisServer.StartAsync(
            "--tls-port", _port.ToString(CultureInfo.InvariantCulture), "--tls-cert-file", files.CertificatePath, "--tls-key-file", files.KeyPath,
            "--tls-ca-cert-file", _pki.WriteAuthority(_folder.FullPath), "--tls-auth-clients", "no");
    }

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Tls_AuthorityAndNameFit_IsAsked()
    {
        await using var replica = await Replica.StartAsync(Options("redis.test", _pki));
        var rule = replica.Rule(5, TimeSpan.FromHours(1), StoreFailureMode.Deny);
        await Eventually.Async(async () => !(await replica.TakeAsync(rule, cost: 0)).StoreUnavailable, TimeSpan.FromSeconds(10), "Redis decides");
    }

    [Theory]
    [InlineData("other.test", true)]
    [InlineData("redis.test", false)]
    public async Task Tls_OtherNameOrAuthority_IsNotAsked(string name, bool isOurAuthority)
    {
        using var other = new TestPki("Other CA");
        await using var replica = await Replica.StartAsync(Options(name, isOurAuthority ? _pki : other), wait: false);
        await Eventually.Async(() => replica.Store.State is not BreakerState.Closed, TimeSpan.FromSeconds(10), "the breaker is open");
        Assert.False(replica.Store.IsConnected);
        Assert.True((await replica.TakeAsync(replica.Rule(5, TimeSpan.FromHours(1), StoreFailureMode.Deny))).StoreUnavailable);
    }

    private RedisOptions Options(string name, TestPki authority) => new()
    {
        ConnectionString = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port},ssl=true,sslHost={name}"),
        CaPath = authority.WriteAuthority(_folder.FullPath, "trusted"),
        DecisionBudget = TimeSpan.FromSeconds(1),
    };
}
