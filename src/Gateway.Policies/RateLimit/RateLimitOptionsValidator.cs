using System.Globalization;
using Gateway.Policies.Configuration;

namespace Gateway.Policies.RateLimit;

/// <summary>Rules over several members; ranges of single members are checked when the options are bound.</summary>
internal static class RateLimitOptionsValidator
{
    public const int MaxRules = 16;

    public static void Validate(RateLimitOptions options, OptionsValidation validation)
    {
        if (options.Rules.Count == 0)
            validation.Warn("", "no rule", "at least one rule, or no RateLimit at all", ConfigErrorCode.Policy);
        if (options.Rules.Count > MaxRules)
            validation.Error("", $"{options.Rules.Count} rules", $"at most {MaxRules} rules on a route");
        foreach (var (name, rule) in options.Rules)
        {
            ValidateBy(name, rule, validation);
            ValidateFigures(name, rule, validation);
            ValidateStore(name, rule, validation);
        }
    }

    private static void ValidateBy(string name, RateLimitRule rule, OptionsValidation validation)
    {
        if (rule.By.Count == 0)
            validation.Error($"{name}:By", "an empty list", $"at least one of {PartitionKey.AllowedForms}");
        HashSet<PartitionKey> seen = [];
        for (var i = 0; i < rule.By.Count; i++)
        {
            var member = $"{name}:By[{i}]";
            if (!PartitionKey.TryParse(rule.By[i], out var key))
                validation.Error(member, $"\"{rule.By[i]}\"", PartitionKey.AllowedForms, ConfigErrorCode.InvalidValue);
            else if (!seen.Add(key))
                validation.Error(member, $"\"{rule.By[i]}\" a second time", "each entry once");
            else if (key.Kind is PartitionKeyKind.Global && rule.By.Count > 1)
                validation.Error(member, "\"Global\" beside other entries", "\"Global\" alone, or the other entries without it");
            else if (key is { Kind: PartitionKeyKind.Header, Name: "x-forwarded-for" or "x-real-ip" or "forwarded" })
                validation.Warn(member, $"\"{rule.By[i]}\", which every client can make up", "\"Address\", which believes forwarded addresses from TrustedProxies only");
        }
    }

    private static void ValidateStore(string name, RateLimitRule rule, OptionsValidation validation)
    {
        if (validation.Gateway.Redis is null)
        {
            if (rule.Shared is true) validation.Warn($"{name}:Shared", "true without Gateway:Redis", "Gateway:Redis, or no Shared: every replica counts by itself");
            if (rule.OnStoreFailure is not StoreFailureMode.Local)
                validation.Warn($"{name}:OnStoreFailure", $"{rule.OnStoreFailure} without Gateway:Redis", "Gateway:Redis, or no OnStoreFailure: the store in the process does not fail");
        }
        else if (rule.OnStoreFailure is not StoreFailureMode.Local && !rule.IsShared)
        {
            validation.Warn($"{name}:OnStoreFailure", $"{rule.OnStoreFailure} of a rule that each replica counts by itself", "\"Shared\": true, or no OnStoreFailure");
        }
    }

    private static void ValidateFigures(string name, RateLimitRule rule, OptionsValidation validation)
    {
        var burst = rule.Burst ?? rule.Permits;
        if (rule.Permits < 1 || burst < 1 || rule.Window <= TimeSpan.Zero) return;
        if (rule.Cost > burst)
            validation.Error($"{name}:Cost", Text(rule.Cost), $"1 to the burst of {Text(burst)}; more could never be admitted");
        if (rule.Window.Ticks < rule.Permits)
            validation.Error($"{name}:Permits", $"{Text(rule.Permits)} in {rule.Window}", "at most one permit in 100 ns, the resolution of the clock");
        if (Gcra.RefillTicks(rule.Permits, rule.Window, burst) > (UInt128)Gcra.LongestRefill.Ticks)
            validation.Error($"{name}:Burst", $"{Text(burst)} at {Text(rule.Permits)} in {rule.Window}", $"a burst that refills within {Gcra.LongestRefill.Days} days");
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
