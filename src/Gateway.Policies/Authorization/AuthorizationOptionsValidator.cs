using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Configuration;

namespace Gateway.Policies.Authorization;

/// <summary>The rules of authorization options that the types cannot say.</summary>
internal static class AuthorizationOptionsValidator
{
    public static void Validate(AuthorizationOptions options, OptionsValidation validation)
    {
        var hasRules = options.Scopes.Count + options.AnyScopes.Count + options.Roles.Count + options.Permissions.Count + options.Claims.Count > 0;
        if (!hasRules && !options.AnyAuthenticated)
        {
            validation.Error("", "no rule", "Scopes, AnyScopes, Roles, Permissions or Claims, or AnyAuthenticated true", ConfigErrorCode.AccessUndecided);
        }
        else if (hasRules && options.AnyAuthenticated)
        {
            validation.Error("AnyAuthenticated", "true beside other rules",
                "rules, or AnyAuthenticated alone; set inherited ones to null", ConfigErrorCode.Conflict);
        }

        ValidateNames("Scopes", options.Scopes, ApiKeyDocumentReader.IsScope, validation);
        ValidateNames("AnyScopes", options.AnyScopes, ApiKeyDocumentReader.IsScope, validation);
        ValidateNames("Roles", options.Roles, static r => !string.IsNullOrWhiteSpace(r), validation);
        for (var i = 0; i < options.Permissions.Count; i++) ValidatePermission(options.Permissions[i], $"Permissions[{i}]", validation);
        for (var i = 0; i < options.Claims.Count; i++) ValidateClaim(options.Claims[i], $"Claims[{i}]", validation);
    }

    private static void ValidateNames(string member, List<string> names, Func<string, bool> isValid, OptionsValidation validation)
    {
        for (var i = 0; i < names.Count; i++)
            if (!isValid(names[i])) validation.Error($"{member}[{i}]", $"\"{names[i]}\"", "a name without spaces", ConfigErrorCode.InvalidValue);
    }

    private static void ValidatePermission(string permission, string member, OptionsValidation validation)
    {
        if (AuthorizationRules.RolesThatGrant(permission, validation.Gateway).Length > 0) return;
        var known = validation.Gateway.RolePermissions.Values.SelectMany(static p => p).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(20).ToArray();
        validation.Error(member, $"\"{permission}\", which no role grants, so nobody could pass",
            known.Length == 0 ? "a permission in Gateway:RolePermissions, which is empty" : $"a permission in Gateway:RolePermissions: {string.Join(", ", known)}",
            ConfigErrorCode.UnknownReference);
    }

    private static void ValidateClaim(ClaimRuleOptions? claim, string member, OptionsValidation validation)
    {
        if (string.IsNullOrWhiteSpace(claim?.Type))
            validation.Error($"{member}:Type", "no claim name", "the name of a claim, e.g. \"tenant\"", ConfigErrorCode.MissingMember);
        var given = (claim?.EqualTo is null ? 0 : 1) + (claim?.Contains is null ? 0 : 1) + (claim?.AnyOf is { Count: > 0 } ? 1 : 0);
        if (given != 1)
            validation.Error(member, given == 0 ? "no condition" : "more than one condition", "exactly one of Equals, Contains and AnyOf", ConfigErrorCode.Conflict);
    }
}
