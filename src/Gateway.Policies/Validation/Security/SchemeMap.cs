using Gateway.Policies.Authentication;
using Gateway.Policies.Configuration;

namespace Gateway.Policies.Validation.Security;

/// <summary>Which schemes of a route meet a security scheme of its document: what the configuration says, or the one that reads such a credential.</summary>
internal sealed class SchemeMap(ValidationOptions options, AuthenticationOptions authentication, GatewayOptions gateway)
{
    private readonly IReadOnlyList<string> _ofRoute = authentication.Schemes ?? [];

    /// <summary>The configuration says that no caller meets it.</summary>
    public bool IsUnmet(SecurityScheme scheme) => options.SecuritySchemes.TryGetValue(scheme.Name, out var said) && said is not { Count: > 0 };

    /// <summary>The names of the schemes, or else none and the problem.</summary>
    public (string[] Schemes, string? Found, string? Allowed) Find(SecurityScheme scheme)
    {
        if (options.SecuritySchemes.TryGetValue(scheme.Name, out var said)) return ([.. said ?? []], null, null);
        string[] fitting = [.. _ofRoute.Where(name => Fits(name, scheme))];
        var what = $"{scheme.Describe()} ({scheme.Name})";
        var saying = $"SecuritySchemes: {{ \"{scheme.Name}\": [ … ] }} with";
        return fitting.Length switch
        {
            1 => (fitting, null, null),
            0 => ([], $"{what}, which the route's Authentication does not read", $"what it reads: {string.Join("; ", _ofRoute.Select(Describe))}; or {saying} those that stand for it, [] for none"),
            _ => ([], $"{what}, which several schemes of the route read", $"{saying} some of {string.Join(", ", fitting)}"),
        };
    }

    private bool Fits(string name, SecurityScheme scheme) => SchemeReference.Parse(name) switch
    {
        { Kind: SchemeReference.Jwt } => scheme.Kind is SecurityKind.Bearer or SecurityKind.OAuth2 or SecurityKind.OpenIdConnect,
        { Kind: SchemeReference.ApiKey } reference when gateway.ApiKeys.TryGetValue(reference.Name, out var set) => scheme.Kind switch
        {
            SecurityKind.KeyInHeader => scheme.Detail.Equals(set.Header, StringComparison.OrdinalIgnoreCase),
            SecurityKind.KeyInQuery => set.AllowQuery && scheme.Detail == set.QueryParameter,
            _ => false,
        },
        _ => false,
    };

    private string Describe(string name) => SchemeReference.Parse(name) switch
    {
        { Kind: SchemeReference.ApiKey } reference when gateway.ApiKeys.TryGetValue(reference.Name, out var set) =>
            $"{name} (header {set.Header}{(set.AllowQuery ? $", query parameter {set.QueryParameter}" : "")})",
        { Kind: SchemeReference.Jwt } => $"{name} (bearer token)",
        _ => name,
    };
}
