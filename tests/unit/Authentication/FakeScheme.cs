using System.Collections.Frozen;
using System.Security.Claims;
using Gateway.Policies.Authentication;
using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.UnitTests.Authentication;

/// <summary>Bearer tokens whose outcome the test chooses.</summary>
internal sealed class FakeScheme(string name, Func<Credential, ValueTask<AuthenticationOutcome>> verify) : AuthenticationScheme
{
    public int Verified { get; private set; }

    public override string Name { get; } = name;

    public override string Challenge => "Bearer";

    public override CredentialSearch Find(Exchange exchange)
    {
        var values = exchange.Context.Request.Headers.Authorization;
        if (values.Count > 1) return CredentialSearch.Ambiguous;
        return values.Count == 1 && values[0]!.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? CredentialSearch.Found(new Credential(values[0]![7..], CredentialSource.Header, "Authorization"))
            : CredentialSearch.None;
    }

    public override ValueTask<AuthenticationOutcome> VerifyAsync(Exchange exchange, Credential credential)
    {
        Verified++;
        return verify(credential);
    }

    public override void Strip(Exchange exchange, Credential credential) => exchange.Context.Request.Headers.Remove("Authorization");
}

/// <summary>Serves fake schemes under the kind "Jwt".</summary>
internal sealed class FakeSchemeFactory : IAuthenticationSchemeFactory
{
    public Dictionary<string, FakeScheme> Schemes { get; } = [];

    public string Kind => "Jwt";

    public AuthenticationScheme Create(string name, GatewayOptions gateway) => Schemes[name];

    public FakeScheme Add(string name, AuthenticationOutcome outcome) => Add(name, _ => new(outcome));

    public FakeScheme Add(string name, Func<Credential, ValueTask<AuthenticationOutcome>> verify) =>
        Schemes[name] = new FakeScheme($"Jwt:{name}", verify);
}

internal static class Callers
{
    public static CallerIdentity Make(
        string scheme = "Jwt:main", string consumer = "main:alice", string[]? scopes = null, string[]? roles = null, params (string Type, string Value)[] claims) => new()
        {
            Principal = new ClaimsPrincipal(new ClaimsIdentity(claims.Select(c => new Claim(c.Type, c.Value)), scheme)),
            Scheme = scheme,
            Consumer = consumer,
            Scopes = (scopes ?? []).ToFrozenSet(StringComparer.Ordinal),
            Roles = (roles ?? []).ToFrozenSet(StringComparer.Ordinal),
        };
}
