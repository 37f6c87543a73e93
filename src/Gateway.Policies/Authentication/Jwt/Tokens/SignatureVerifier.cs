using System.Runtime.CompilerServices;
using System.Security.Claims;
using Gateway.Policies.Authentication.Jwt.Keys;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Policies.Authentication.Jwt.Tokens;

/// <summary>
/// The signature, by Microsoft.IdentityModel, which also judges issuer, audience, algorithm and times once more by its own reading of the token:
/// a token is accepted when both readings agree.
/// </summary>
internal sealed class SignatureVerifier
{
    private readonly JsonWebTokenHandler _handler;
    private readonly TokenValidationParameters _parameters;
    private readonly ConditionalWeakTable<VerificationKey, TokenValidationParameters> _perKey = [];

    public SignatureVerifier(JwtOptions options, TokenRules rules, TimeProvider time)
    {
        _handler = new JsonWebTokenHandler { MapInboundClaims = false, MaximumTokenSizeInBytes = options.MaxTokenBytes };
        _parameters = new TokenValidationParameters
        {
            ValidIssuer = options.EffectiveIssuer,
            ValidAudiences = options.Audiences,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            ValidAlgorithms = options.Algorithms,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            RequireAudience = true,
            TryAllIssuerSigningKeys = false,
            ClockSkew = options.ClockSkew,
            IncludeTokenOnFailedValidation = false,
            LogValidationExceptions = false,
            LifetimeValidator = (notBefore, expires, _, _) =>
                rules.CheckTimes(Seconds(expires), Seconds(notBefore), null, time.GetUtcNow()) is null,
        };
    }

    /// <summary>The token's claims under their own names; null when the library does not accept the token under this key.</summary>
    public async ValueTask<IEnumerable<Claim>?> VerifyAsync(string token, VerificationKey key)
    {
        // One set of parameters for each key, gone with the key: what is verified is this key, whatever the token or a new key set says.
        var parameters = _perKey.GetValue(key, For);
        var result = await _handler.ValidateTokenAsync(token, parameters);
        return result.IsValid && ReferenceEquals(result.SecurityToken.SigningKey, key.SecurityKey) ? result.ClaimsIdentity.Claims : null;
    }

    private TokenValidationParameters For(VerificationKey key)
    {
        SecurityKey[] only = [key.SecurityKey];
        var parameters = _parameters.Clone();
        parameters.IssuerSigningKeyResolver = (_, _, _, _) => only;
        return parameters;
    }

    private static long? Seconds(DateTime? time) => time is { } t ? new DateTimeOffset(t, TimeSpan.Zero).ToUnixTimeSeconds() : null;
}
