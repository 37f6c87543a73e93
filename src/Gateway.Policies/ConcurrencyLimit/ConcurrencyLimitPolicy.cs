using Gateway.Policies.ConcurrencyLimit.Slots;
using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RateLimit;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Policies.ConcurrencyLimit;

/// <summary>
/// Limits requests in flight. Where a rule runs follows from what it needs: rules by Consumer or Claim after authorization, all others
/// just before authentication, so that they bound its work, too.
/// </summary>
internal sealed class ConcurrencyLimitPolicy : Policy<ConcurrencyLimitOptions>
{
    public override string Name => "ConcurrencyLimit";

    /// <summary>The stage "ConcurrencyLimit:address": rules that need no identity; null when there are none.</summary>
    public static RequestStage? CompileByAddress(PolicyOptions options, RouteCompilation route) => Compile(options, route, byIdentity: false);

    /// <summary>The stage "ConcurrencyLimit:identity": rules by Consumer or Claim; null when there are none.</summary>
    public static RequestStage? CompileByIdentity(PolicyOptions options, RouteCompilation route) => Compile(options, route, byIdentity: true);

    protected override void Validate(ConcurrencyLimitOptions options, OptionsValidation validation) =>
        ConcurrencyLimitOptionsValidator.Validate(options, validation);

    private static ConcurrencyLimitStage? Compile(PolicyOptions policyOptions, RouteCompilation route, bool byIdentity)
    {
        var options = (ConcurrencyLimitOptions)policyOptions;
        var table = route.Services.GetRequiredService<SlotTable>();
        var place = RulePlace.Of(route, options.Ipv6PrefixLength);
        SlotRule[] rules =
        [
            .. options.Rules.OrderBy(r => r.Key, StringComparer.Ordinal)
                .Select(r => new SlotRule(r.Key, r.Value, place, table))
                .Where(r => r.NeedsIdentity == byIdentity),
        ];
        return rules.Length == 0 ? null : new ConcurrencyLimitStage(rules, table, route.Services.GetRequiredService<ConcurrencyLimitMetrics>());
    }
}
