using Gateway.Policies.Configuration;

namespace Gateway.Policies.Authentication;

/// <summary>
/// Makes the schemes of one kind: "ApiKey" or "Jwt". Registered once per kind; called when a configuration is compiled, and again for each
/// route that names the scheme, so a factory keeps what is expensive (keys, caches) per configured value.
/// </summary>
internal interface IAuthenticationSchemeFactory
{
    /// <summary>The part of a scheme's name before the colon.</summary>
    string Kind { get; }

    /// <summary>The scheme configured under a name. Its options are valid: the validators have run.</summary>
    /// <param name="name">The part of the scheme's name after the colon.</param>
    /// <param name="gateway">The options that configure it.</param>
    AuthenticationScheme Create(string name, GatewayOptions gateway);
}
