using Gateway.Policies.Configuration;

namespace Gateway.Policies.RequestLimits;

/// <summary>The rules over several members of <see cref="RequestLimitsOptions"/>.</summary>
internal static class RequestLimitsOptionsValidator
{
    public static void Validate(RequestLimitsOptions options, OptionsValidation validation)
    {
        if (options.Methods is { } methods && methods.Contains("TRACE"))
            validation.Error("Methods", "TRACE, which is never forwarded", "other methods", ConfigErrorCode.Unsafe);

        var json = options.Json;
        if (json is { Enabled: true, MaxBytes: { } bytes } && bytes > options.MaxBodyBytes)
        {
            validation.Error("Json:MaxBytes", $"{bytes}, more than MaxBodyBytes ({options.MaxBodyBytes})", "at most MaxBodyBytes",
                ConfigErrorCode.Conflict);
        }

        if (options.MaxBodyBytes > validation.Gateway.Limits.MaxBodyBytes)
        {
            validation.Warn("MaxBodyBytes", $"{options.MaxBodyBytes}, more than Gateway:Limits:MaxBodyBytes ({validation.Gateway.Limits.MaxBodyBytes}), which ends larger bodies first", "at most that",
                ConfigErrorCode.Conflict);
        }

        if (json.Enabled) WarnAboutUninspected(options, validation);
        if (json is { Enabled: true, AllowDuplicateMembers: true })
            validation.Warn("Json:AllowDuplicateMembers", "true: the gateway and the backend may read different values", "false");
    }

    // A body that calls itself text/plain is not looked into, and some backends parse it as JSON all the same.
    private static void WarnAboutUninspected(RequestLimitsOptions options, OptionsValidation validation)
    {
        if (options.ContentTypes is not { } types) return;
        for (var i = 0; i < types.Count; i++)
        {
            if (types[i] is "text/*" or "text/plain")
                validation.Warn($"ContentTypes[{i}]", $"\"{types[i]}\", whose bodies are not looked into even if they hold JSON", "the types that the API takes");
        }
    }
}
