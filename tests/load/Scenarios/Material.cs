using Gateway.Benchmarks.Support;
using Gateway.Demo;
using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.LoadTests.Scenarios;

/// <summary>What all contenders share: one ECDSA P-256 certificate, one token issuer with an RSA key of 2,048 bits and a P-256 key, one API key.</summary>
internal sealed class Material : IDisposable
{
    public const int ManyTokens = 10_000;

    // Any text of 32 bytes: the key file lives as long as the run.
    public const string Pepper = "0123456789abcdef0123456789abcdef";

    private readonly TokenIssuer _issuer = new();
    private readonly Lazy<string> _manyTokens;

    public Material(TempFolder folder)
    {
        Folder = folder;
        (CertificatePath, KeyPath) = DemoCertificate.Ensure(folder.FullPath, TimeProvider.System);
        BundlePath = folder.Write("localhost.pem", File.ReadAllText(CertificatePath) + File.ReadAllText(KeyPath));
        OrderSchemaPath = folder.Write("order.schema.json", Payload.OrderSchema);
        JwksPath = folder.Write("jwks.json", _issuer.Jwks());
        TokenKeyPath = folder.Write("issuer.pem", _issuer.RsaPublicKeyPem());
        EcTokenKeyPath = folder.Write("issuer-ec.pem", _issuer.EcPublicKeyPem());
        ApiKeysPath = folder.PathOf("partners.keys.json");
        ApiKey = new ApiKeyFile(ApiKeysPath, TimeProvider.System).Create("gw", Pepper, new NewApiKey("acme") { Scopes = ["orders:read"] }).Text;
        Token = _issuer.Token("RS256");
        EcToken = _issuer.Token("ES256");
        _manyTokens = new Lazy<string>(WriteManyTokens);
    }

    public TempFolder Folder { get; }

    public string CertificatePath { get; }

    public string KeyPath { get; }

    /// <summary>Certificate and key in one file, as HAProxy reads them.</summary>
    public string BundlePath { get; }

    public string JwksPath { get; }

    /// <summary>The issuer's RSA key as a PEM file.</summary>
    public string TokenKeyPath { get; }

    /// <summary>The issuer's P-256 key as a PEM file.</summary>
    public string EcTokenKeyPath { get; }

    /// <summary>A JSON schema for the order that is POSTed.</summary>
    public string OrderSchemaPath { get; }

    public string ApiKeysPath { get; }

    public string ApiKey { get; }

    /// <summary>An RS256 token.</summary>
    public string Token { get; }

    /// <summary>An ES256 token.</summary>
    public string EcToken { get; }

    /// <summary>A file with 10,000 RS256 tokens of as many subjects, one a line; made when first asked for.</summary>
    public string ManyTokensPath => _manyTokens.Value;

    /// <summary>The field that carries the credential of a scenario; null for none.</summary>
    public (string Name, string Value)? CredentialOf(Scenario scenario) => scenario.Credential switch
    {
        Credential.None => null,
        Credential.ApiKey => ("X-Api-Key", ApiKey),
        Credential.EcToken => ("Authorization", $"Bearer {EcToken}"),
        _ => ("Authorization", $"Bearer {Token}"),
    };

    /// <summary>The file of a payload, for load generators.</summary>
    public string PathOf(Payload payload)
    {
        var path = Folder.PathOf($"{payload.Name}.payload");
        if (!File.Exists(path)) File.WriteAllBytes(path, payload.Content());
        return path;
    }

    public void Dispose() => _issuer.Dispose();

    private string WriteManyTokens()
    {
        var tokens = new string[ManyTokens];
        // One signature takes about a millisecond.
        Parallel.For(0, tokens.Length, i => tokens[i] = _issuer.Token("RS256", $"user-{i}"));
        return Folder.Write("tokens.txt", string.Join('\n', tokens) + "\n");
    }
}
