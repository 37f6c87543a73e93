using Gateway.Policies.Configuration;

namespace Gateway.Policies.LoadShedding;

/// <summary>Rules over several members; ranges of single members are checked when the options are bound.</summary>
internal static class LoadSheddingOptionsValidator
{
    public static void Validate(LoadSheddingOptions options, OptionsValidation validation)
    {
        if (options.TierClaim is not null && options.PriorityByTier.Count == 0)
            validation.Warn("TierClaim", "a claim without PriorityByTier", "PriorityByTier, or no TierClaim", ConfigErrorCode.Policy);
    }

    /// <summary>Checks what a cluster says.</summary>
    /// <param name="at">The member, relative to what <paramref name="validation"/> is about.</param>
    /// <param name="options">The options.</param>
    /// <param name="validation">Where findings go.</param>
    public static void Validate(string at, AdaptiveConcurrencyOptions options, OptionsValidation validation)
    {
        if (options.MinLimit > options.MaxLimit)
            validation.Error($"{at}:MinLimit", $"{options.MinLimit}", $"at most MaxLimit ({options.MaxLimit})", ConfigErrorCode.Conflict);
        else if (options.InitialLimit < options.MinLimit || options.InitialLimit > options.MaxLimit)
            validation.Error($"{at}:InitialLimit", $"{options.InitialLimit}", $"MinLimit to MaxLimit ({options.MinLimit} to {options.MaxLimit})", ConfigErrorCode.Conflict);
    }
}
