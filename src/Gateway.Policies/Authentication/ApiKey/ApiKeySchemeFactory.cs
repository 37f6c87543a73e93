using Gateway.Policies.Configuration;

namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>Makes "ApiKey:NAME" of Gateway:ApiKeys:NAME.</summary>
internal sealed class ApiKeySchemeFactory(ApiKeyStores stores, TimeProvider time) : IAuthenticationSchemeFactory
{
    public string Kind => SchemeReference.ApiKey;

    public AuthenticationScheme Create(string name, GatewayOptions gateway) =>
        new ApiKeyScheme(name, gateway.ApiKeys[name], stores.Get(name, gateway), time);
}
