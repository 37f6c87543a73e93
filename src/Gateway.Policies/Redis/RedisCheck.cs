using Gateway.Policies.Configuration;

namespace Gateway.Policies.Redis;

/// <summary>Checks the shared store's settings when there is one.</summary>
internal sealed class RedisCheck : IConfigurationCheck
{
    public void Check(GatewayFile file, OptionsValidation validation)
    {
        if (file.Gateway.Redis is { } redis) RedisOptionsValidator.Validate(redis, validation.At("Gateway:Redis"));
    }
}
