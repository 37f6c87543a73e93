using System.Globalization;
using Gateway.Policies.Configuration;

namespace Gateway.Policies.RateLimit;

/// <summary>Checks that a rule's figures, and those of its tiers, fit each other.</summary>
internal static class RateLimitFigures
{
    public static void Validate(string name, RateLimitRule rule, OptionsValidation validation)
    {
        var own = RuleValues.Of(rule);
        var most = MostExpensive(rule);
        ValidateValues(name, name, own, rule, most, validation);
        foreach (var (tier, values) in rule.Tiers)
            ValidateValues(name, $"{name}:Tiers:{tier}", RuleValues.Of(rule, values), rule, most, validation);
        ValidateReport(name, rule, validation);
        ValidateWindow(name, rule, validation);
    }

    private static void ValidateWindow(string name, RateLimitRule rule, OptionsValidation validation)
    {
        var (isFixed, isBucket) = (rule.Algorithm is RateLimitAlgorithm.FixedWindow, rule.Algorithm is RateLimitAlgorithm.TokenBucket);
        if (rule.Period is not null && !isFixed) validation.Error($"{name}:Period", $"a period for {rule.Algorithm}", "\"Algorithm\": \"FixedWindow\", or Window");
        else if (rule.Period is not null && rule.Window > TimeSpan.Zero) validation.Error($"{name}:Window", "a window beside Period", "one of the two");
        else if (rule.Period is null && rule.Window <= TimeSpan.Zero) validation.Error($"{name}:Window", "nothing", isFixed ? "100ms to 366d, or Period" : "100ms to 366d", ConfigErrorCode.MissingMember);
        if (rule.Burst is not null && !isBucket) validation.Error($"{name}:Burst", $"a burst for {rule.Algorithm}", "no Burst: a window has its Permits");
        foreach (var (tier, values) in rule.Tiers)
        {
            if (values.Burst is not null && !isBucket) validation.Error($"{name}:Tiers:{tier}:Burst", $"a burst for {rule.Algorithm}", "no Burst: a window has its Permits");
            if (values.Window is not null && rule.Period is not null) validation.Error($"{name}:Tiers:{tier}:Window", "a window beside Period", "the period of the rule");
        }

        if (rule.TimeZone != "UTC" && rule.Period is not (RateLimitPeriod.Day or RateLimitPeriod.Week or RateLimitPeriod.Month))
            validation.Error($"{name}:TimeZone", $"\"{rule.TimeZone}\"", "a Period of Day, Week or Month: nothing else depends on the zone");
        else if (!TimeZoneInfo.TryFindSystemTimeZoneById(rule.TimeZone, out _))
            validation.Error($"{name}:TimeZone", $"\"{rule.TimeZone}\"", "a time zone that this machine knows (package tzdata), e.g. \"Europe/Berlin\"", ConfigErrorCode.InvalidValue);
    }

    private static (string Member, int Cost) MostExpensive(RateLimitRule rule)
    {
        var most = (Member: "Cost", rule.Cost);
        foreach (var (method, cost) in rule.Costs)
            if (cost > most.Cost) most = ($"Costs:{method}", cost);
        return most;
    }

    /// <param name="name">The rule.</param>
    /// <param name="place">The rule, or its tier.</param>
    /// <param name="values">What counts there.</param>
    /// <param name="rule">The options.</param>
    /// <param name="most">The dearest request.</param>
    /// <param name="validation">Where findings go.</param>
    private static void ValidateValues(string name, string place, in RuleValues values, RateLimitRule rule, (string Member, int Cost) most, OptionsValidation validation)
    {
        var (permits, window, burst) = values;
        if (permits < 1 || burst < 1 || window <= TimeSpan.Zero) return;
        if (most.Cost > burst)
        {
            // Of a tier, the burst is what does not fit; of the rule, the cost.
            if (place == name) validation.Error($"{name}:{most.Member}", Text(most.Cost), $"1 to the burst of {Text(burst)}; more could never be admitted");
            else validation.Error($"{place}:Burst", Text(burst), $"at least {most.Member} of {Text(most.Cost)}; less could never be admitted");
        }

        if (rule.Algorithm is RateLimitAlgorithm.TokenBucket && window.Ticks < permits)
            validation.Error($"{place}:Permits", $"{Text(permits)} in {window}", "at most one permit in 100 ns, the resolution of the clock");
        if (Gcra.RefillTicks(permits, window, burst) > (UInt128)Gcra.LongestRefill.Ticks)
            validation.Error($"{place}:Burst", $"{Text(burst)} at {Text(permits)} in {window}", $"a burst that refills within {Gcra.LongestRefill.Days} days");
        else if (rule is { CostHeader: not null, MaxDebt: { } debt } && Gcra.RefillTicks(permits, window, burst) + Gcra.RefillTicks(permits, window, debt) > (UInt128)Gcra.LongestRefill.Ticks)
            validation.Error($"{name}:MaxDebt", $"{Text(debt)} at {Text(permits)} in {window}", $"a debt that refills, with the burst of {Text(burst)}, within {Gcra.LongestRefill.Days} days");
    }

    private static void ValidateReport(string name, RateLimitRule rule, OptionsValidation validation)
    {
        const string allowed = "CostHeader, or none of the members that are about it";
        if (rule.CostHeader is not null) return;
        if (rule.MaxCost is not null) validation.Warn($"{name}:MaxCost", "a maximum without CostHeader", allowed, ConfigErrorCode.Policy);
        if (rule.MaxDebt is not null) validation.Warn($"{name}:MaxDebt", "a debt without CostHeader", allowed, ConfigErrorCode.Policy);
        if (rule.KeepCostHeader) validation.Warn($"{name}:KeepCostHeader", "true without CostHeader", allowed, ConfigErrorCode.Policy);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
