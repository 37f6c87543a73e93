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
            PartitionKeyList.Validate(name, rule.By, validation);
            RateLimitFigures.Validate(name, rule, validation);
            ValidateIdentity(name, rule, validation);
            ValidateStore(name, rule, validation);
        }
    }

    // A rule must not move behind authentication because of a detail: it would stop protecting it.
    private static void ValidateIdentity(string name, RateLimitRule rule, OptionsValidation validation)
    {
        const string allowed = "Consumer or Claim in By: other rules run before the caller is verified";
        if (rule.TierClaim is not null && rule.Tiers.Count == 0)
            validation.Warn($"{name}:TierClaim", "a claim, but no Tiers", "Tiers, or no TierClaim", ConfigErrorCode.Policy);
        if (rule.NeedsIdentity) return;
        if (rule.Tiers.Count > 0) validation.Error($"{name}:Tiers", "tiers of callers", allowed);
        if (rule.Exempt is { Consumers.Count: > 0 }) validation.Error($"{name}:Exempt:Consumers", "consumers", allowed);
    }

    private static void ValidateStore(string name, RateLimitRule rule, OptionsValidation validation)
    {
        if (validation.IsInErrorAt("Gateway:Redis")) return;
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
}
