using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Policies.Forwarding;
using Microsoft.Extensions.Logging.Abstractions;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.UnitTests.Forwarding;

public sealed class SharedForwarderHttpClientFactoryTests
{
    private readonly SharedForwarderHttpClientFactory _factory = new(NullLogger<ForwarderHttpClientFactory>.Instance);

    [Fact]
    public void Client_SameNameAndConfig_IsSharedOverVersions() =>
        Assert.Same(Create("orders@1", new() { MaxConnectionsPerServer = 5 }), Create("orders@2", new() { MaxConnectionsPerServer = 5 }));

    [Fact]
    public void Client_OtherConfigOrName_IsAnother()
    {
        var first = Create("orders@1", new());
        Assert.NotSame(first, Create("orders@2", new() { MaxConnectionsPerServer = 5 }));
        Assert.NotSame(first, Create("stock@1", new()));
    }

    [Fact]
    public void Client_RenewedAuthorityFile_IsAnother()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("backend-tls").FullName, "ca.pem");
        File.WriteAllText(path, NewAuthority());
        var first = Create("orders@1", new(), new BackendTlsOptions { CaPath = path });
        Assert.Same(first, Create("orders@2", new(), new BackendTlsOptions { CaPath = path }));
        File.WriteAllText(path, NewAuthority());
        Assert.NotSame(first, Create("orders@3", new(), new BackendTlsOptions { CaPath = path }));
    }

    [Fact]
    public async Task Client_CertificateFileMissing_FailsEachRequestAndDoesNotThrow()
    {
        var client = Create("orders@1", new(), new BackendTlsOptions { CaPath = "/nonexistent/ca.pem" });
        using var message = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1:1/");
        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(message, default));
    }

    [Fact]
    public void Client_NoLongerUsed_LeavesTheTable()
    {
        CreateAndForget(100);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var kept = Create("last@1", new());
        Assert.True(_factory.Count <= 5, $"{_factory.Count} entries");
        GC.KeepAlive(kept);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CreateAndForget(int count)
    {
        for (var i = 0; i < count; i++) Create($"c{i}@1", new());
    }

    private HttpMessageInvoker Create(string cluster, HttpClientConfig config, BackendTlsOptions? tls = null) =>
        ((IForwarderHttpClientFactory)_factory).CreateClient(new ForwarderHttpClientContext
        {
            ClusterId = cluster,
            NewConfig = config,
            NewMetadata = tls?.ToMetadata().ToDictionary(),
        });

    private static string NewAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        var from = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(from, from.AddDays(1));
        return certificate.ExportCertificatePem();
    }
}
