using Gateway.Policies.Configuration;

namespace Gateway.Policies.Validation.Security;

internal enum SecurityKind
{
    KeyInHeader,
    KeyInQuery,
    KeyInCookie,
    Bearer,
    OAuth2,
    OpenIdConnect,
    MutualTls,

    /// <summary>Another scheme of the field Authorization.</summary>
    Http,
}

/// <summary>A security scheme as a document defines it: how a caller proves who it is.</summary>
/// <param name="Name">Its name in the document.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Detail">The name of the header field, query parameter or cookie, or the scheme of Authorization; "" for the others.</param>
/// <param name="Location">Where it stands.</param>
/// <param name="Pointer">The same as a JSON pointer.</param>
internal sealed record SecurityScheme(string Name, SecurityKind Kind, string Detail, ConfigLocation Location, string Pointer)
{
    /// <summary>Its requirements name scopes; of the others, roles (OpenAPI 3.1 section 4.8.30.1).</summary>
    public bool HasScopes => Kind is SecurityKind.OAuth2 or SecurityKind.OpenIdConnect;

    /// <summary>For messages.</summary>
    public string Describe() => Kind switch
    {
        SecurityKind.KeyInHeader => $"an API key in the header {Detail}",
        SecurityKind.KeyInQuery => $"an API key in the query parameter {Detail}",
        SecurityKind.KeyInCookie => $"an API key in the cookie {Detail}",
        SecurityKind.Bearer => "a bearer token",
        SecurityKind.OAuth2 => "a token of OAuth 2",
        SecurityKind.OpenIdConnect => "a token of OpenID Connect",
        SecurityKind.MutualTls => "a client certificate",
        _ => $"the Authorization scheme {Detail}",
    };
}
