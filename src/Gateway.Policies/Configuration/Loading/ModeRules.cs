using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Configuration;

/// <summary>The rules for modes that all policies share.</summary>
internal static class ModeRules
{
    public static void Check(Policy policy, PolicyOptions options, OptionsValidation validation, TimeProvider time)
    {
        if (options.Mode is PolicyMode.Off && !policy.CanBeOff)
            validation.Error("Mode", "Off", "Enforce or Report; an open route says Anonymous with a reason", ConfigErrorCode.Mode);
        if (options.Mode is not PolicyMode.Report || !policy.DecidesAccess) return;
        if (string.IsNullOrWhiteSpace(options.Reason))
            validation.Error("Reason", "nothing", "the reason why access is not enforced (Report mode)", ConfigErrorCode.Mode);
        if (options.Until is not { } until)
            validation.Error("Until", "nothing", "the last day of Report mode, as \"yyyy-MM-dd\"", ConfigErrorCode.Mode);
        else if (until == DateOnly.MaxValue)
            validation.Error("Until", $"{until:yyyy-MM-dd}, which never comes", "a last day of Report mode", ConfigErrorCode.Mode);
        else if (until < DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime))
            validation.Warn("Until", $"{until:yyyy-MM-dd}, which has passed: the policy enforces", "a day from today on", ConfigErrorCode.Mode);
    }
}
