using System.Security.Cryptography.X509Certificates;
using Gateway.Hosting.Reload;
using Gateway.IntegrationTests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Drills;

/// <summary>A certificate is replaced by a bad one, or runs out. A file that cannot be read is in ReloadTests.</summary>
public sealed class CertificateDrillTests
{
    private const string Backend = "http://127.0.0.1:1/";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ServerCertificate_ReplacedByOneThatIsNotValidNow_ServesOn(bool expired)
    {
        await using var site = await DrillSite.StartAsync(Backend);
        var before = await ThumbprintAsync(site);
        var now = TimeProvider.System.GetUtcNow();
        var bad = expired
            ? site.Pki.ExpiredServer("localhost")
            : site.Pki.Issue(TestKeyKind.EcP256, "localhost", ["localhost"], "1.3.6.1.5.5.7.3.1", now.AddHours(1), now.AddDays(1));
        CertificateWriter.WritePem(site.Folder.FullPath, "localhost", bad);
        var reload = await site.Gateway.Services.GetRequiredService<ConfigurationReloader>().ReloadAsync("test", CancellationToken.None);

        Assert.True(reload.Succeeded, string.Join('\n', reload.Findings));
        Assert.Equal(before, await ThumbprintAsync(site));
        Assert.Single(site.Gateway.Events.All, static e => e.Event == "certificate.renewal.failed");
        await site.Beside.GoesOnAsync();

        // A good one takes its place, without a restart.
        site.Configuration(Backend).Write();
        reload = await site.Gateway.Services.GetRequiredService<ConfigurationReloader>().ReloadAsync("test", CancellationToken.None);
        Assert.True(reload.Succeeded, string.Join('\n', reload.Findings));
        Assert.NotEqual(before, await ThumbprintAsync(site));
        await site.Beside.GoesOnAsync();
    }

    [Fact]
    public async Task BackendCertificate_ExpiredOrOfAnotherName_Is502()
    {
        using var folder = new TempFolder();
        using var pki = new TestPki();
        var authority = pki.WriteAuthority(folder.FullPath);
        foreach (var certificate in (X509Certificate2[])[pki.ExpiredServer("localhost"), pki.Server("secret.example")])
        {
            await using var backend = RecordingBackend.Start(certificate);
            await using var site = await DrillSite.StartAsync(backend.Address, $$"""{ "BackendTls": { "CaPath": "{{authority}}" } }""");
            await using var client = await WireClient.ConnectAsync(site.Gateway, WireProtocol.Http2);
            await site.RefusedAsync(await client.GetAsync("/failing/1"), 502, "backend-tls");
            Assert.Equal(1, await site.OutcomesAsync("failed"));
            Assert.Empty(backend.Requests);
        }
    }

    private static async Task<string> ThumbprintAsync(DrillSite site)
    {
        await using var http = await site.Gateway.Http1Async();
        return http.Tls!.RemoteCertificate!.GetCertHashString();
    }
}
