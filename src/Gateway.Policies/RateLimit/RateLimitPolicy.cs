using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Policies.RateLimit;

/// <summary>
/// Limits requests. Where a rule runs follows from what it needs: rules by Consumer or Claim after authorization, all others before
/// authentication, so that they protect it, too.
/// </summary>
internal sealed class RateLimitPolicy : Policy<RateLimitOptions>
{
    public override string Name => "RateLimit";

    /// <summary>The stage "RateLimit:address": rules that need no identity; null when there are none.</summary>
    public static RequestStage? CompileByAddress(PolicyOptions options, RouteCompilation route) => Compile(options, route, byIdentity: false);

    /// <summary>The stage "RateLimit:identity": rules by Consumer or Claim; null when there are none.</summary>
    public static RequestStage? CompileByIdentity(PolicyOptions options, RouteCompilation route) => Compile(options, route, byIdentity: true);

    protected override void Validate(RateLimitOptions options, OptionsValidation validation) =>
        RateLimitOptionsValidator.Validate(options, validation);

    private static RateLimitStage? Compile(PolicyOptions policyOptions, RouteCompilation route, bool byIdentity)
    {
        var options = (RateLimitOptions)policyOptions;
        var stores = new RateLimitStores(route.Services);
        PlannedRule[] all =
        [
            .. options.Rules.OrderBy(r => r.Key, StringComparer.Ordinal)
                .Select(r => new PlannedRule(r.Key, r.Value, options.Ipv6PrefixLength, route.RouteId, stores.Of(r.Value).PartitionHashKey)),
        ];
        PlannedRule[] mine = [.. all.Where(r => r.NeedsIdentity == byIdentity)];
        if (mine.Length == 0) return null;

        // In report mode nobody is held to the limits, so nobody is told of them.
        var headers = options.Headers && options.Mode is PolicyMode.Enforce;
        // The later stage states the whole policy, because its field replaces the earlier stage's.
        var stated = string.Join(", ", (byIdentity ? all : mine).Where(r => r.Bucket.IsPerClient).Select(r => r.Headers.PolicyItem));
        return new RateLimitStage(mine, headers ? stated : null, stores.Of([.. mine.Select(r => options.Rules[r.Bucket.Name])]), route.Services.GetRequiredService<RateLimitMetrics>());
    }
}
