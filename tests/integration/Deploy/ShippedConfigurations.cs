using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Deploy;

/// <summary>The configurations that ship as examples, with the secrets and the environment that they ask for.</summary>
internal sealed class ShippedConfigurations : IDisposable
{
    private readonly TempFolder _folder = new();

    public ShippedConfigurations()
    {
        using var pki = new TestPki();
        CertificateWriter.WritePem(_folder.FullPath, "tls", pki.Server("localhost", "api.example.com"));
        foreach (var secret in new[] { "redis-password", "partition-secret", "pepper" }) _folder.Write(secret, new string('s', 64));
        _folder.Write("partners.keys.json", """{ "Keys": [] }""");
    }

    /// <summary>What the environment of the container gives.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["GATEWAY_PUBLIC_HOST"] = "api.example.com",
        ["GATEWAY_JWT_AUTHORITY"] = "https://id.example.com",
        ["GATEWAY_JWT_AUDIENCE"] = "orders-api",
        ["GATEWAY_BACKEND"] = "http://orders:8080/",
    };

    /// <summary>Every one of them: whoever adds a file adds it to what is checked.</summary>
    public static IReadOnlyList<string> Files() =>
    [
        .. new[] { "config/examples", "deploy/compose", "deploy/kubernetes" }
            .SelectMany(static f => Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, f), "*.json", SearchOption.AllDirectories))
            .Where(static f => !f.Contains("/secrets/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    public Task<(int ExitCode, string Output, string Errors)> ValidateAsync(string text)
    {
        // Longest first. What is mounted at run time is a folder of the test here.
        foreach (var mount in new[] { "/run/secrets/gateway/", "/run/secrets/", "/run/tls/" }) text = text.Replace(mount, _folder.FullPath + "/", StringComparison.Ordinal);
        return GatewayProcess.RunAsync(_folder, Environment, "validate", "--config", _folder.Write("gateway.json", text));
    }

    public void Dispose() => _folder.Dispose();
}
