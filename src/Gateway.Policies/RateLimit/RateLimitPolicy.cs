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

    /// <summary>The response stage: settles the costs that backends report; null when no rule asks for them.</summary>
    public static ResponseStage? CompileResponse(PolicyOptions options, RouteCompilation route)
    {
        CostReport[] reports = [.. ((RateLimitOptions)options).Rules.Values.Select(CostReport.From).OfType<CostReport>()];
        if (reports.Length == 0) return null;
        var removed = reports.GroupBy(static r => r.Header, StringComparer.OrdinalIgnoreCase).Where(static g => !g.All(static r => r.Keep)).Select(static g => g.Key);
        return new CostStage(route.Services.GetRequiredService<CostSettlement>(), [.. removed]);
    }

    protected override void Validate(RateLimitOptions options, OptionsValidation validation) =>
        RateLimitOptionsValidator.Validate(options, validation);

    private static RateLimitStage? Compile(PolicyOptions policyOptions, RouteCompilation route, bool byIdentity)
    {
        var options = (RateLimitOptions)policyOptions;
        var stores = new RateLimitStores(route.Services);
        var place = RulePlace.Of(route, options.Ipv6PrefixLength);
        var alarm = route.Services.GetRequiredService<TierAlarm>();
        PlannedRule[] rules =
        [
            .. options.Rules.Where(r => r.Value.NeedsIdentity == byIdentity)
                .OrderBy(r => r.Key, StringComparer.Ordinal)
                .Select(r => (r.Key, r.Value, Store: stores.Of(r.Value)))
                .Select(r => new PlannedRule(r.Key, r.Value, place, r.Store.PartitionHashKey, alarm, r.Store.IsShared)),
        ];
        if (rules.Length == 0) return null;

        // In report mode nobody is held to the limits, so nobody is told of them.
        var fields = options.Headers && options.Mode is PolicyMode.Enforce ? new PolicyFields(rules) : null;
        var store = stores.Of([.. rules.Select(r => options.Rules[r.Name])]);
        return new RateLimitStage(
            rules, fields, store, route.Services.GetRequiredService<RateLimitMetrics>(), route.Services.GetRequiredService<TimeProvider>());
    }
}
