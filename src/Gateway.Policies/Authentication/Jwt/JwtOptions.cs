using Gateway.Policies.Configuration;

namespace Gateway.Policies.Authentication.Jwt;

/// <summary>
/// A named token issuer: whose JWTs are accepted, for which audience, and where its public keys come from. Exactly one of JwksPath,
/// JwksUri and Authority is given. Routes refer to it as "Jwt:NAME".
/// </summary>
public sealed class JwtOptions
{
    /// <summary>
    /// The exact "iss" of accepted tokens, compared character by character: a trailing slash matters. Required with JwksPath and JwksUri;
    /// with Authority it defaults to Authority and has to equal the "issuer" of the discovery document.
    /// </summary>
    [AllowedPattern(@"^[\x21-\x7e]{1,512}$", "1 to 512 printable ASCII characters without spaces")]
    public string? Issuer { get; set; }

    /// <summary>The audiences that this gateway answers to, 1 to 64. A token whose "aud" names none of them is refused; so is one without "aud".</summary>
    [RequiredMember]
    [AllowedCount(1, 64)]
    public List<string> Audiences { get; set; } = [];

    /// <summary>A file with the issuer's public keys as a JSON Web Key Set (RFC 7517). Read again at every RefreshInterval and reload.</summary>
    [FilePath]
    public string? JwksPath { get; set; }

    /// <summary>The address of the issuer's JSON Web Key Set: https, or http on a loopback address.</summary>
    public string? JwksUri { get; set; }

    /// <summary>
    /// The issuer's OpenID Connect address, whose /.well-known/openid-configuration names the key set: https, or http on a loopback address.
    /// </summary>
    public string? Authority { get; set; }

    /// <summary>The signature algorithms that are accepted. Default: RS256, PS256, ES256. Asymmetric only: "none" and HS* are always refused.</summary>
    [AllowedCount(1, 9)]
    [AllowedValuesList("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")]
    public List<string> Algorithms { get; set; } = ["RS256", "PS256", "ES256"];

    /// <summary>
    /// The "typ" header values that are accepted, in any case, with or without "application/". Default: JWT and at+jwt. A token without "typ" is
    /// accepted when JWT is listed; list only at+jwt to insist on RFC 9068 access tokens. ID tokens, logout tokens and DPoP proofs are always refused.
    /// </summary>
    [AllowedCount(1, 16)]
    [AllowedPattern(@"^[A-Za-z0-9!#$&^_.+-]{1,64}$", "a media type without \"application/\", e.g. at+jwt")]
    public List<string> TokenTypes { get; set; } = ["JWT", "at+jwt"];

    /// <summary>How far the clocks of issuer and gateway may differ when exp, nbf and iat are checked. Default 30s, at most 5m.</summary>
    [AllowedDuration("0s", "5m")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest accepted life of a token, from "iat" (then required) to "exp". Default: no limit of ours.</summary>
    [AllowedDuration("1s", "366d")]
    public TimeSpan? MaxLifetime { get; set; }

    /// <summary>Claims that have to be present and not null, besides iss, aud and exp, which always are. Default: none.</summary>
    [AllowedCount(0, 64)]
    public List<string> RequiredClaims { get; set; } = [];

    /// <summary>
    /// The claim that holds the scopes, as one text with spaces or as an array. Default "scope", and "scp" in a token without it.
    /// "a.b" is the member b of the claim a, unless a claim has that very name.
    /// </summary>
    [AllowedPattern(@"^\S{1,128}$", "1 to 128 characters without spaces")]
    public string ScopeClaim { get; set; } = "scope";

    /// <summary>The claim that holds the roles, as an array or as one text. Default "roles". "realm_access.roles" reaches into an object.</summary>
    [AllowedPattern(@"^\S{1,128}$", "1 to 128 characters without spaces")]
    public string RoleClaim { get; set; } = "roles";

    /// <summary>
    /// The claim that names who is held to limits and shown in events; the issuer's name here and ':' go in front. Default "sub", or
    /// "client_id", then "azp", in a token without it. A token without the claim is refused.
    /// </summary>
    [AllowedPattern(@"^\S{1,128}$", "1 to 128 characters without spaces")]
    public string ConsumerClaim { get; set; } = "sub";

    /// <summary>Leaves the Authorization header on the request to the backend. Default false: the gateway has consumed the token.</summary>
    public bool ForwardToken { get; set; }

    /// <summary>The longest token in bytes that is looked at. Default 8 KiB; 512 to 64 KiB.</summary>
    [ByteSize]
    [AllowedRange(512, 65_536)]
    public int MaxTokenBytes { get; set; } = 8 * 1024;

    /// <summary>How many verified tokens are remembered, so that a repeated token needs no cryptography. Default 10000; 0 switches it off.</summary>
    [AllowedRange(0, 1_000_000)]
    public int CacheEntries { get; set; } = 10_000;

    /// <summary>How long a verified token is remembered at most; never beyond its exp or the removal of its key. Default 5m; 1s to 1h.</summary>
    [AllowedDuration("1s", "1h")]
    public TimeSpan CacheDuration { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How often the keys are read again: the time after which a key that the issuer withdrew is refused at the latest. Default 10m; 5s to 24h.
    /// </summary>
    [AllowedDuration("5s", "24h")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The least time between two reads of the keys because of a token that names an unknown key, whatever is sent to us. Default 30s; 1s to 1h.
    /// </summary>
    [AllowedDuration("1s", "1h")]
    public TimeSpan RefreshCooldown { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long reading the keys may take, and how long a token that names an unknown key waits for it. Default 2s; 100ms to 30s.</summary>
    [AllowedDuration("100ms", "30s")]
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The issuer that tokens have to name: Issuer, or Authority when that alone is given.</summary>
    internal string EffectiveIssuer => Issuer ?? Authority ?? "";
}
