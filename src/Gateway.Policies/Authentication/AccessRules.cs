using Gateway.Policies.Authorization;
using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Validation.Security;

namespace Gateway.Policies.Authentication;

/// <summary>The rules between authentication and authorization of a route: nothing is open without saying so (fail closed).</summary>
internal static class AccessRules
{
    /// <param name="effective">The route's effective options by policy name.</param>
    /// <param name="validation">Reports at the route's effective policies.</param>
    public static void Check(IReadOnlyDictionary<string, PolicyOptions> effective, OptionsValidation validation)
    {
        if (validation.IsInError(AuthenticationPolicy.PolicyName) || validation.IsInError(AuthorizationPolicy.PolicyName)) return;
        if (effective.GetValueOrDefault(AuthenticationPolicy.PolicyName) is not AuthenticationOptions authentication)
        {
            validation.Error("", "a route without Authentication",
                "Authentication with Schemes, or with Anonymous and a Reason", ConfigErrorCode.AccessUndecided);
            return;
        }

        if (authentication is { Anonymous: not null, Schemes.Count: > 0 } && DocumentAccess.OptionsOf(effective) is null)
        {
            validation.Error(AuthenticationPolicy.PolicyName, "both Schemes and Anonymous",
                "one of them (set the inherited one to null: \"Schemes\": null or \"Anonymous\": null), or Validation with SecurityFrom: OpenApi, whose document says what is open",
                ConfigErrorCode.Conflict);
        }

        var authorization = effective.GetValueOrDefault(AuthorizationPolicy.PolicyName) as AuthorizationOptions;
        if (authentication.Anonymous is not null && authentication.Schemes is not { Count: > 0 })
        {
            if (authorization is not null)
            {
                validation.Error(AuthorizationPolicy.PolicyName, "Authorization on an anonymous route, which knows nobody to authorize",
                    "no Authorization; set an inherited one to null", ConfigErrorCode.Conflict);
            }
        }
        else if (authorization is null)
        {
            validation.Error(AuthenticationPolicy.PolicyName, "Authentication without Authorization",
                "Authorization with rules, or with AnyAuthenticated true", ConfigErrorCode.AccessUndecided);
        }
        else if (authorization.Mode is PolicyMode.Off)
        {
            validation.Error($"{AuthorizationPolicy.PolicyName}:Mode", "Off, which lets every authenticated caller in without saying so",
                "Enforce with AnyAuthenticated true, or Report with a Reason and an Until date", ConfigErrorCode.AccessUndecided);
        }
    }
}
