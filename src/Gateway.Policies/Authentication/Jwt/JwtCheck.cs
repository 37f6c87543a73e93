using Gateway.Policies.Configuration;

namespace Gateway.Policies.Authentication.Jwt;

/// <summary>Checks every token issuer, whether a route uses it or not.</summary>
internal sealed class JwtCheck : IConfigurationCheck
{
    public void Check(GatewayFile file, OptionsValidation validation)
    {
        foreach (var (name, options) in file.Gateway.Jwt)
            JwtOptionsValidator.Validate(name, options, validation.At($"Gateway:Jwt:{name}"));
    }
}
