using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Gateway.Policies.Authentication.Jwt.Keys;
using Gateway.Policies.Configuration;

namespace Gateway.Policies.Authentication.Jwt;

/// <summary>The rules for a token issuer that attributes cannot say. Reads the key file, if there is one; never the network.</summary>
public static class JwtOptionsValidator
{
    // Tokens that are signed by the same keys but say something else; taking one for an access token is a confusion attack (RFC 8725 section 2.8).
    private static readonly FrozenSet<string> OtherTokenTypes = FrozenSet.ToFrozenSet(
        ["dpop+jwt", "logout+jwt", "secevent+jwt", "id_token+jwt", "oauth-authz-req+jwt", "token-introspection+jwt", "entity-statement+jwt", "kb+jwt"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly Regex Name = new(
        @"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary>Reports every finding about the issuer <paramref name="name"/>; never throws for bad input.</summary>
    public static void Validate(string name, JwtOptions options, OptionsValidation validation)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(validation);
        // The name begins the consumer ("main:alice"): with a ':' in it, two issuers could vouch for the same consumer.
        if (!Name.IsMatch(name))
            validation.Error("", $"the name \"{name}\"", "letters, digits and . _ -, at most 64 of them", ConfigErrorCode.InvalidValue);
        CheckKeySource(options, validation);
        CheckIssuer(options, validation);
        CheckAudiences(options, validation);
        CheckAlgorithms(options, validation);
        CheckTokenTypes(options, validation);
        if (options.RefreshCooldown > options.RefreshInterval)
        {
            validation.Error(nameof(JwtOptions.RefreshCooldown), $"{options.RefreshCooldown}, longer than RefreshInterval",
                $"at most RefreshInterval ({options.RefreshInterval})", ConfigErrorCode.Conflict);
        }
    }

    private static void CheckKeySource(JwtOptions options, OptionsValidation validation)
    {
        string[] given =
        [
            .. options.JwksPath is null ? [] : (string[])[nameof(JwtOptions.JwksPath)],
            .. options.JwksUri is null ? [] : (string[])[nameof(JwtOptions.JwksUri)],
            .. options.Authority is null ? [] : (string[])[nameof(JwtOptions.Authority)],
        ];
        if (given.Length != 1)
        {
            validation.Error("", given.Length == 0 ? "no source of keys" : string.Join(" and ", given),
                "exactly one of JwksPath, JwksUri and Authority", given.Length == 0 ? ConfigErrorCode.MissingMember : ConfigErrorCode.Conflict);
        }

        CheckUri(nameof(JwtOptions.JwksUri), options.JwksUri, validation);
        CheckUri(nameof(JwtOptions.Authority), options.Authority, validation);
        if (options.Authority?.Contains('?', StringComparison.Ordinal) == true)
            validation.Error(nameof(JwtOptions.Authority), "an address with a query", "an issuer address without query");
        if (options.JwksPath is not null && FileKeySource.TryRead(options.JwksPath).Problem is { } problem)
            validation.Error(nameof(JwtOptions.JwksPath), $"{options.JwksPath}: {problem}", "a readable JSON Web Key Set with at least one usable public signature key", ConfigErrorCode.Material);
    }

    private static void CheckUri(string member, string? value, OptionsValidation validation)
    {
        if (value is null || KeySourceUri.Problem(value) is not { } problem) return;
        validation.Error(member, problem, KeySourceUri.Allowed, ConfigErrorCode.InvalidValue);
    }

    private static void CheckIssuer(JwtOptions options, OptionsValidation validation)
    {
        if (options.EffectiveIssuer.Length == 0 && !validation.IsInError(nameof(JwtOptions.Authority)))
        {
            validation.Error(nameof(JwtOptions.Issuer), "nothing", "the exact \"iss\" of the issuer's tokens (only Authority can stand in for it)",
                ConfigErrorCode.MissingMember);
        }
    }

    private static void CheckAudiences(JwtOptions options, OptionsValidation validation)
    {
        if (options.Audiences.Count == 0)
            validation.Error(nameof(JwtOptions.Audiences), "no audience", "at least one: without it every token of the issuer would be accepted", ConfigErrorCode.MissingMember);
        for (var i = 0; i < options.Audiences.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(options.Audiences[i]) || options.Audiences[i] == "*")
                validation.Error($"{nameof(JwtOptions.Audiences)}[{i}]", $"\"{options.Audiences[i]}\"", "the name of one audience; there are no wildcards");
        }
    }

    private static void CheckAlgorithms(JwtOptions options, OptionsValidation validation)
    {
        if (options.Algorithms.Count == 0)
            validation.Error(nameof(JwtOptions.Algorithms), "no algorithm", $"at least one of {JwtAlgorithm.Names}");
        for (var i = 0; i < options.Algorithms.Count; i++)
        {
            var algorithm = options.Algorithms[i];
            if (algorithm is not null && JwtAlgorithm.Find(algorithm) is not null) continue;
            var why = algorithm switch
            {
                null => "",
                _ when algorithm.StartsWith("HS", StringComparison.OrdinalIgnoreCase) => "; a shared secret would let every service that verifies tokens forge them",
                _ when algorithm.Equals("none", StringComparison.OrdinalIgnoreCase) => "; an unsigned token proves nothing",
                _ => "",
            };
            validation.Error($"{nameof(JwtOptions.Algorithms)}[{i}]", $"\"{algorithm}\"", $"{JwtAlgorithm.Names}{why}", ConfigErrorCode.InvalidValue);
        }
    }

    private static void CheckTokenTypes(JwtOptions options, OptionsValidation validation)
    {
        for (var i = 0; i < options.TokenTypes.Count; i++)
        {
            if (string.IsNullOrEmpty(options.TokenTypes[i]) || OtherTokenTypes.Contains(options.TokenTypes[i]))
            {
                validation.Error($"{nameof(JwtOptions.TokenTypes)}[{i}]", $"\"{options.TokenTypes[i]}\"",
                    "types of access tokens, e.g. JWT or at+jwt: another kind of token must not open a route", ConfigErrorCode.Unsafe);
            }
        }

        if (options.TokenTypes.Count == 0)
            validation.Error(nameof(JwtOptions.TokenTypes), "no type", "at least one, e.g. JWT or at+jwt");
    }
}
