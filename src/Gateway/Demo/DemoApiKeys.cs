using System.Security.Cryptography;
using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.Demo;

/// <summary>A key file with one key, and the pepper that it is hashed with; both random and for this run only.</summary>
internal sealed record DemoApiKeys(string Path, string Pepper, string Key)
{
    /// <summary>What the key may do.</summary>
    public const string Scope = "orders:read";

    private const int PepperBytes = 32;

    public static DemoApiKeys Create(string path, TimeProvider time)
    {
        var pepper = Convert.ToBase64String(RandomNumberGenerator.GetBytes(PepperBytes));
        var created = new ApiKeyFile(path, time).Create("gw", pepper, new NewApiKey("demo-partner") { Scopes = [Scope], Note = "demo" });
        return new DemoApiKeys(path, pepper, created.Text);
    }

    // A record prints its members; these must not end up in a log.
    public override string ToString() => Path;
}
