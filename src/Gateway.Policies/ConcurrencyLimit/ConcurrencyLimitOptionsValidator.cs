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
            ValidateBy(name, rule, validation);
            ValidateStore(name, rule, validation);
        }
    }

    private static void ValidateBy(string name, ConcurrencyLimitRule rule, OptionsValidation validation)
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

    private static void ValidateStore(string name, ConcurrencyLimitRule rule, OptionsValidation validation)
    {
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
