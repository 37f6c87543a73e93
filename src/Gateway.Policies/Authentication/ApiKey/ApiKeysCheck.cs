using Gateway.Policies.Configuration;

namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>Key files are read when the configuration is checked, so that a bad one is found before it serves.</summary>
/// <param name="sets">Where the sets are kept for the plans; a fresh one where nothing is going to be compiled.</param>
internal sealed class ApiKeysCheck(ApiKeySets sets) : IConfigurationCheck
{
    public void Check(GatewayFile file, OptionsValidation validation) =>
        new ApiKeyOptionsValidator(sets).ValidateAll(validation.At("Gateway:ApiKeys"));
}
