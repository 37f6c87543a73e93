using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Policies.Authentication.Jwt.Keys;
using Gateway.Policies.Configuration;

namespace Gateway.Policies.Authentication.Jwt;

/// <summary>
/// Makes the schemes "Jwt:NAME", one for each name and set of values: all routes share its cache, a reload that does not touch the issuer keeps it, and
/// one that does starts a new cache, so that no token outlives the rules that accepted it.
/// </summary>
internal sealed class JwtSchemeFactory(JwtKeyRings rings, TimeProvider time, JwtMetrics metrics) : IAuthenticationSchemeFactory
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JwtScheme> _schemes = new(StringComparer.Ordinal);

    public string Kind => "Jwt";

    public AuthenticationScheme Create(string name, GatewayOptions gateway)
    {
        var options = gateway.Jwt[name];
        var settings = Settings(name, options);
        var key = Key(name, options, settings);
        lock (_gate)
        {
            if (_schemes.TryGetValue(key, out var scheme)) return scheme;
            scheme = new JwtScheme(name, options, rings.GetOrCreate(settings), time, metrics);
            _schemes.Add(key, scheme);
            return scheme;
        }
    }

    /// <summary>
    /// To be called when a configuration has begun or gone on to serve: schemes and key rings that it does not have are let go. Requests under way
    /// keep theirs.
    /// </summary>
    public void Retain(GatewayOptions serving)
    {
        var wanted = serving.Jwt.Select(j => Key(j.Key, j.Value, Settings(j.Key, j.Value))).ToHashSet(StringComparer.Ordinal);
        lock (_gate)
        {
            foreach (var key in _schemes.Keys)
                if (!wanted.Contains(key)) _schemes.Remove(key);
            rings.Retain(_schemes.Values.Select(s => s.Keys).ToHashSet());
        }
    }

    // All values: whatever a later option means, changing it starts a new cache.
    private static string Key(string name, JwtOptions options, KeyRingSettings settings) =>
        JsonSerializer.Serialize(new { name, options, settings.FileDigest });

    private static KeyRingSettings Settings(string name, JwtOptions options) => new(
        $"Jwt:{name}",
        options.EffectiveIssuer,
        options.JwksPath,
        options.JwksPath is null ? null : Digest(options.JwksPath),
        options.JwksUri,
        options.Authority,
        options.RefreshInterval,
        options.RefreshCooldown,
        options.FetchTimeout);

    private static string Digest(string path)
    {
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(FileKeySource.ReadBytes(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or KeySourceException)
        {
            // The validator has read it a moment ago; the ring will say what is wrong and try again.
            return "";
        }
    }
}
