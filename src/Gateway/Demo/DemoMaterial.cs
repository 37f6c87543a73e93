using Gateway.Hosting;
using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Reading;

namespace Gateway.Demo;

/// <summary>
/// Everything that a try-out needs and nobody has yet: a certificate, a pepper, API keys, a token issuer and a backend. The
/// configuration names them as <c>${demo:NAME}</c>; what it does not name is not made.
/// </summary>
internal sealed class DemoMaterial(TimeProvider time) : IDemo
{
    public const string Issuer = "https://issuer.demo.invalid";
    public const string Audience = "orders-api";

    private static readonly string[] Names = ["certificate", "certificate-key", "pepper", "api-keys", "jwks", "issuer", "backend"];

    private readonly Lazy<DemoFolder> _folder = new(static () => new DemoFolder());
    private readonly Lazy<EchoBackend> _backend = new(static () => new EchoBackend());
    private DemoApiKeys? _keys;
    private DemoIssuer? _issuer;

    public IConfigurationCheck Check => new DemoCheck(this);

    /// <summary>True when the configuration named something of the demo.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>The keys that were made, or null when the configuration does not ask for any.</summary>
    public DemoApiKeys? Keys => _keys;

    /// <summary>The token issuer, or null when the configuration does not ask for it.</summary>
    public DemoIssuer? Tokens => _issuer;

    /// <summary>What was made up, so that nobody takes it for real.</summary>
    public IEnumerable<string> Warnings()
    {
        if (!IsUsed) yield break;
        yield return $"demo: self-signed certificate for localhost in {_folder.Value.User}";
        if (_keys is not null) yield return $"demo: random pepper and API key for this run in {_folder.Value.Run}";
        if (_issuer is not null) yield return $"demo: random JWT signing key for this run; tokens of issuer {Issuer} are made by the gateway itself";
        if (_backend.IsValueCreated) yield return $"demo: echo backend on {_backend.Value.Address}";
    }

    /// <summary>The source <c>${demo:NAME}</c>.</summary>
    public InterpolationResult Resolve(string name, InterpolationContext context)
    {
        IsUsed = true;
        return name switch
        {
            "certificate" => InterpolationResult.Of(DemoCertificate.Ensure(_folder.Value.User, time).CertificatePath),
            "certificate-key" => InterpolationResult.Of(DemoCertificate.Ensure(_folder.Value.User, time).KeyPath),
            "pepper" => InterpolationResult.Of(ApiKeys().Pepper),
            "api-keys" => InterpolationResult.Of(ApiKeys().Path),
            "jwks" => InterpolationResult.Of(JwksPath()),
            "issuer" => InterpolationResult.Of(Issuer),
            "backend" => InterpolationResult.Of(_backend.Value.Address),
            _ => InterpolationResult.Failed($"demo:{name}", string.Join(", ", Names)),
        };
    }

    /// <summary>Starts the backend, if the configuration forwards to it.</summary>
    public Task StartAsync() => _backend.IsValueCreated ? _backend.Value.StartAsync() : Task.CompletedTask;

    public void Describe(TextWriter output, LoadedConfiguration configuration, PublicAddresses addresses)
    {
        if (configuration.File.Gateway.Demo) DemoSession.Write(output, configuration, this, addresses);
    }

    public async ValueTask DisposeAsync()
    {
        if (_backend.IsValueCreated) await _backend.Value.DisposeAsync();
        _issuer?.Dispose();
        if (_folder.IsValueCreated) _folder.Value.Dispose();
    }

    private DemoApiKeys ApiKeys() => _keys ??= DemoApiKeys.Create(Path.Combine(_folder.Value.Run, "partners.keys.json"), time);

    private string JwksPath()
    {
        var path = Path.Combine(_folder.Value.Run, "jwks.json");
        if (_issuer is not null) return path;
        _issuer = new DemoIssuer(time);
        DemoFolder.WritePrivate(path, _issuer.Jwks());
        return path;
    }
}
