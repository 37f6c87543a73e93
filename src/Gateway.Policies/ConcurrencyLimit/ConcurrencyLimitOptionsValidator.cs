using Gateway.Policies.Configuration;
using Gateway.Policies.RateLimit;

namespace Gateway.Policies.ConcurrencyLimit;

/// <summary>Rules over several members; ranges of single members are checked when the options are bound.</summary>
internal static class ConcurrencyLimitOptionsValidator
{
    public const int MaxRules = 16;

    public static void Validate(ConcurrencyLimitOptions options, OptionsValidation validation)
    {
        if (options.Rules.Count == 0)
            validation.Warn("", "no rule", "at least one rule, or no ConcurrencyLimit at all", ConfigErrorCode.Policy);
        if (options.Rules.Count > MaxRules)
            validation.Error("", $"{options.Rules.Count} rules", $"at most {MaxRules} rules on a route");
        foreach (var (name, rule) in options.Rules)
        {
            PartitionKeyList.Validate(name, rule.By, validation);
            ValidateStore(name, rule, validation);
        }
    }

    private static void ValidateStore(string name, ConcurrencyLimitRule rule, OptionsValidation validation)
    {
        if (validation.IsInErrorAt("Gateway:Redis")) return;
        if (validation.Gateway.Redis is not { } redis)
        {
            if (rule.Shared is true) validation.Warn($"{name}:Shared", "true without Gateway:Redis", "Gateway:Redis, or no Shared: every replica counts by itself");
            if (rule.OnStoreFailure is not StoreFailureMode.Local)
                validation.Warn($"{name}:OnStoreFailure", $"{rule.OnStoreFailure} without Gateway:Redis", "Gateway:Redis, or no OnStoreFailure: what the process counts does not fail");
        }
        else if (!rule.IsShared)
        {
            if (rule.OnStoreFailure is not StoreFailureMode.Local)
                validation.Warn($"{name}:OnStoreFailure", $"{rule.OnStoreFailure} of a rule that each replica counts by itself", "\"Shared\": true, or no OnStoreFailure");
        }
        else if (rule.OnStoreFailure is StoreFailureMode.Local && rule.Permits < redis.Replicas)
        {
            validation.Warn(
                $"{name}:Permits", $"{rule.Permits} for {redis.Replicas} replicas, each of which admits one while Redis is away",
                $"{redis.Replicas} or more, or \"OnStoreFailure\": \"Deny\"");
        }
    }
}
