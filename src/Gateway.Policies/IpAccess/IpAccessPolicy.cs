using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Policies.IpAccess;

/// <summary>Allows and denies by client address.</summary>
internal sealed class IpAccessPolicy : Policy<IpAccessOptions>
{
    public override string Name => "IpAccess";

    public override bool DecidesAccess => true;

    public static RequestStage Compile(PolicyOptions options, RouteCompilation route)
    {
        var access = (IpAccessOptions)options;
        var pool = route.Services.GetRequiredService<NetworkSetPool>();
        return new IpAccessStage(
            access.Allow.Count > 0 ? pool.Get(access.Allow) : null,
            access.Deny.Count > 0 ? pool.Get(access.Deny) : null);
    }

    protected override void Validate(IpAccessOptions options, OptionsValidation validation) =>
        IpAccessOptionsValidator.Validate(options, validation);
}
