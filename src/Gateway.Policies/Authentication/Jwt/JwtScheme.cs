using Gateway.Policies.Authentication.Jwt.Caching;
using Gateway.Policies.Authentication.Jwt.Keys;
using Gateway.Policies.Authentication.Jwt.Tokens;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Authentication.Jwt;

/// <summary>
/// Verifies the bearer tokens of one issuer: cache, form, issuer, algorithm, claims, key, signature, in this order, so that a stranger
/// reaches cryptography only with a token that would otherwise be accepted, and the issuer's server hardly ever.
/// </summary>
internal sealed class JwtScheme : AuthenticationScheme
{
    private readonly JwtOptions _options;
    private readonly JwksKeyRing _keys;
    private readonly TokenRules _rules;
    private readonly SignatureVerifier _signature;
    private readonly IdentityFactory _identities;
    private readonly VerifiedTokenCache _cache;
    private readonly TimeProvider _time;
    private readonly TokenLookups _lookups;

    public JwtScheme(string name, JwtOptions options, JwksKeyRing keys, TimeProvider time, JwtMetrics metrics)
    {
        Name = $"Jwt:{name}";
        _options = options;
        _keys = keys;
        _time = time;
        _lookups = metrics.LookupsOf(Name);
        _rules = new TokenRules(options);
        _signature = new SignatureVerifier(options, _rules, time);
        _identities = new IdentityFactory(Name, name, options);
        _cache = new VerifiedTokenCache(options.CacheEntries, time);
    }

    public override string Name { get; }

    public override string Challenge => "Bearer";

    /// <summary>Where the scheme's keys come from.</summary>
    internal JwksKeyRing Keys => _keys;

    internal int CachedTokens => _cache.Count;

    public override CredentialSearch Find(Exchange exchange) => BearerCredential.Find(exchange.Context.Request.Headers.Authorization);

    public override ValueTask<AuthenticationOutcome> VerifyAsync(Exchange exchange, Credential credential)
    {
        var token = BearerCredential.Token(credential.Value);
        if (token.Length > _options.MaxTokenBytes) return Fail(JwtReason.TooLong);
        if (!CompactToken.HasAlphabet(token) || !CredentialDigest.TryCompute(token, out var digest)) return Fail(JwtReason.Malformed);
        if (_cache.TryGet(digest, out var identity))
        {
            _lookups.Hit();
            return new(AuthenticationOutcome.Success(identity));
        }

        if (ParsedToken.TryRead(token, out var parsed) is { } malformed) return Fail(malformed);
        if (!_rules.IsMine(parsed!))
        {
            parsed!.Dispose();
            return new(AuthenticationOutcome.NotMine);
        }

        _lookups.Miss();
        return VerifyUncachedAsync(parsed!, token.ToString(), digest, exchange.Context.RequestAborted);
    }

    public override void Strip(Exchange exchange, Credential credential)
    {
        if (_options.ForwardToken) return;
        var headers = exchange.Context.Request.Headers;
        if (headers.Authorization.Count > 0) exchange.WithheldAuthorization = headers.Authorization;
        headers.Authorization = default;
    }

    private async ValueTask<AuthenticationOutcome> VerifyUncachedAsync(ParsedToken parsed, string token, CredentialDigest digest, CancellationToken aborted)
    {
        using (parsed)
        {
            if (_rules.Algorithm(parsed) is not { } algorithm) return AuthenticationOutcome.Failure(JwtReason.AlgorithmRefused);
            if (_rules.Check(parsed, _time.GetUtcNow()) is { } refused) return AuthenticationOutcome.Failure(refused);
            // DER or a cut-off pair of numbers is no ECDSA signature of JWS (RFC 7518 section 3.4).
            if (algorithm.SignatureBytes != 0 && algorithm.SignatureBytes != parsed.SignatureBytes) return AuthenticationOutcome.Failure(JwtReason.SignatureInvalid);
            var selection = await _keys.FindAsync(parsed.KeyId, algorithm, aborted);
            if (selection.IsUnavailable) return AuthenticationOutcome.Unavailable(JwtReason.KeysUnavailable);
            if (selection.Key is not { } key) return AuthenticationOutcome.Failure(selection.Reason!);
            if (await _signature.VerifyAsync(token, key) is not { } claims) return AuthenticationOutcome.Failure(JwtReason.SignatureInvalid);
            if (_identities.Create(parsed, claims) is not { } identity) return AuthenticationOutcome.Failure(JwtReason.ConsumerMissing);
            Remember(digest, identity, key);
            return AuthenticationOutcome.Success(identity);
        }
    }

    private void Remember(in CredentialDigest digest, CallerIdentity identity, VerificationKey key)
    {
        var byToken = identity.ExpiresAt!.Value + _rules.ClockSkew;
        var byUs = _time.GetUtcNow() + _options.CacheDuration;
        _cache.Add(digest, identity, byToken < byUs ? byToken : byUs, key);
    }

    private static ValueTask<AuthenticationOutcome> Fail(string reason) => new(AuthenticationOutcome.Failure(reason));
}
