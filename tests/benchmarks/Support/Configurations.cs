using System.Text.Json.Nodes;
using Gateway.Demo;
using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.Benchmarks.Support;

/// <summary>Configuration files with what they refer to: a certificate, a key file with one API key, and an issuer's keys.</summary>
internal sealed class Configurations : IDisposable
{
    public const string Anonymous = """ "Authentication": { "Anonymous": { "Reason": "a benchmark" } } """;

    // Any text of 32 bytes: the key file lives as long as the run.
    private const string Pepper = "0123456789abcdef0123456789abcdef";

    private readonly TempFolder _folder = new();

    public Configurations()
    {
        Certificate = DemoCertificate.Ensure(_folder.FullPath, TimeProvider.System);
        var keys = new ApiKeyFile(_folder.PathOf("partners.keys.json"), TimeProvider.System);
        ApiKey = keys.Create("gw", Pepper, new NewApiKey("acme") { Scopes = ["orders:read"] }).Text;
        _folder.Write("jwks.json", Issuer.Jwks());
    }

    public (string CertificatePath, string KeyPath) Certificate { get; }

    /// <summary>A key of the set "partners", with the scope orders:read.</summary>
    public string ApiKey { get; }

    public TokenIssuer Issuer { get; } = new();

    /// <summary>Writes a file that a configuration refers to.</summary>
    public string Put(string name, string content) => _folder.Write(name, content);

    public string PathOf(string name) => _folder.PathOf(name);

    /// <summary>Writes a configuration and returns its path.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="routes">The members of "Routes" as JSON.</param>
    /// <param name="gateway">Members of "Gateway" as JSON, each followed by a comma.</param>
    /// <param name="backend">The address of the only destination.</param>
    /// <param name="clusters">More members of "Clusters" as JSON, each after a comma.</param>
    public string Write(string name, string routes, string gateway = "", string backend = "http://127.0.0.1:9/", string clusters = "") => _folder.Write(name, $$"""
        {
          "Gateway": {
            "PublicHosts": ["localhost", "api.example.com"],
            "Https": {
              "Address": "127.0.0.1",
              "Port": 0,
              "PublicPort": 443,
              "Certificates": [{ "Path": {{Text(Certificate.CertificatePath)}}, "KeyPath": {{Text(Certificate.KeyPath)}} }]
            },
            "ApiKeys": { "partners": { "Path": "partners.keys.json", "Pepper": "{{Pepper}}" } },
            "Jwt": {
              "main": { "Issuer": "{{TokenIssuer.Issuer}}", "Audiences": ["{{TokenIssuer.Audience}}"], "JwksPath": "jwks.json" },
              "uncached": { "Issuer": "{{TokenIssuer.Issuer}}", "Audiences": ["{{TokenIssuer.Audience}}"], "JwksPath": "jwks.json", "CacheEntries": 0 }
            },
            {{gateway}}
            "Events": { "Path": "events.log" }
          },
          "ReverseProxy": {
            "Routes": { {{routes}} },
            "Clusters": { "backend": { "Destinations": { "a": { "Address": "{{backend}}" } } }{{clusters}} }
          }
        }
        """);

    /// <summary>A route; <paramref name="policies"/> are the members of its "Policies".</summary>
    public static string Route(string id, string policies, string match = "", string cluster = "backend", string more = "") =>
        $$""" "{{id}}": { "ClusterId": "{{cluster}}", "Match": { "Path": "/{{id}}/{**rest}"{{match}} }, "Policies": { {{policies}} }{{more}} }""";

    public void Dispose()
    {
        Issuer.Dispose();
        _folder.Dispose();
    }

    private static string Text(string text) => JsonValue.Create(text).ToJsonString();
}
