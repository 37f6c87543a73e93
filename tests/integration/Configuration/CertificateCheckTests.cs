using Gateway.Hosting.Tls;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Configuration;
using Gateway.Policies.Forwarding;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.IntegrationTests.Configuration;

public sealed class CertificateCheckTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();

    public CertificateCheckTests()
    {
        CertificateWriter.WritePem(_folder.FullPath, "good", _pki.Server("localhost"));
        CertificateWriter.WritePem(_folder.FullPath, "other", _pki.Server("localhost"));
        _folder.Write("text.pem", "no PEM");
    }

    public void Dispose()
    {
        _folder.Dispose();
        _pki.Dispose();
    }

    [Theory]
    [InlineData("good.crt", "good.key", null, "")]
    [InlineData("good.crt", "none.key", "KeyPath", "none.key: no such file")]
    [InlineData("good.crt", "other.key", "KeyPath", "other.key: ")]
    [InlineData("good.crt", "text.pem", "KeyPath", "text.pem: ")]
    [InlineData("none.crt", "good.key", "Path", "none.crt: no such file")]
    [InlineData("text.pem", "good.key", "Path", "text.pem: ")]
    [InlineData("none.crt", "none.key", "Path", "none.crt: no such file")]
    public void Check_PairThatCannotBeUsed_ReportedAtTheFileThatIsWrong(string certificate, string key, string? member, string found)
    {
        var errors = new ConfigErrors();
        var file = new GatewayFile();
        file.Gateway.Https.Certificates.Add(new CertificateOptions { Path = _folder.PathOf(certificate), KeyPath = _folder.PathOf(key) });

        new CertificateCheck(new CertificateStore(TimeProvider.System), TimeProvider.System).Check(file, Validation(file, errors));

        if (member is null)
        {
            Assert.Empty(errors.Sorted());
            return;
        }

        var error = Assert.Single(errors.Sorted());
        Assert.Equal(("GW6001", $"Gateway:Https:Certificates[0]:{member}"), (error.Code, error.Path));
        Assert.StartsWith(_folder.PathOf(found), error.Found, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", error.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none.crt", "good.crt", "good.key", "CaPath")]
    [InlineData("text.pem", "good.crt", "good.key", "CaPath")]
    [InlineData("good.crt", "none.crt", "good.key", "CertificatePath")]
    [InlineData("good.crt", "good.crt", "none.key", "KeyPath")]
    [InlineData("good.crt", "good.crt", "other.key", "KeyPath")]
    [InlineData("good.crt", "good.crt", "good.key", null)]
    public void Backend_FileThatCannotBeUsed_ReportedAtIt(string authority, string certificate, string key, string? member)
    {
        var errors = new ConfigErrors();
        var file = new GatewayFile();
        file.ReverseProxy.Clusters["orders"] = new ClusterEntry
        {
            Yarp = new ClusterConfig { Destinations = new Dictionary<string, DestinationConfig> { ["a"] = new() { Address = "https://orders/" } } },
            BackendTls = new BackendTlsOptions { CaPath = _folder.PathOf(authority), CertificatePath = _folder.PathOf(certificate), KeyPath = _folder.PathOf(key) },
        };

        ClusterChecks.Check(file, Validation(file, errors));

        Assert.Equal(member is null ? [] : [$"GW6001 ReverseProxy:Clusters:orders:BackendTls:{member}"], errors.Sorted().Select(static e => $"{e.Code} {e.Path}"));
    }

    private static OptionsValidation Validation(GatewayFile file, ConfigErrors errors) =>
        new(file.Gateway, new ConfigObject(new ConfigLocation("gateway.json", 1, 1), "", []), errors);
}
