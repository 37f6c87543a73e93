using Gateway.Policies.Configuration;

namespace Gateway.Policies.Authorization;

/// <summary>Compiles options into rules: the ones about scopes first, because they tell a caller what to ask for.</summary>
internal static class AuthorizationRules
{
    public static AuthorizationRule[] Compile(AuthorizationOptions options, GatewayOptions gateway)
    {
        var rules = new List<AuthorizationRule>();
        if (options.Scopes.Count > 0) rules.Add(new AllScopesRule([.. options.Scopes]));
        if (options.AnyScopes.Count > 0) rules.Add(new AnyScopeRule([.. options.AnyScopes]));
        if (options.Roles.Count > 0)
            rules.Add(new AnyRoleRule("role-missing", $"needs one of: {string.Join(' ', options.Roles)}", [.. options.Roles]));
        foreach (var permission in options.Permissions)
            rules.Add(new AnyRoleRule("permission-missing", $"needs: {permission}", RolesThatGrant(permission, gateway)));
        foreach (var claim in options.Claims) rules.Add(CompileClaim(claim));

        // No rule and not open on purpose: the validator refuses it; should it get here, nobody passes.
        if (rules.Count == 0 && !options.AnyAuthenticated) rules.Add(new AnyRoleRule("rules-missing", "no rule", []));
        return [.. rules];
    }

    /// <summary>Roles whose list in Gateway:RolePermissions has the permission.</summary>
    public static string[] RolesThatGrant(string permission, GatewayOptions gateway) =>
        [.. gateway.RolePermissions.Where(r => r.Value.Contains(permission, StringComparer.Ordinal)).Select(static r => r.Key)];

    private static ClaimRule CompileClaim(ClaimRuleOptions claim) => claim switch
    {
        { EqualTo: { } value } => new ClaimRule(claim.Type, [value], isOnlyValue: true),
        { Contains: { } value } => new ClaimRule(claim.Type, [value], isOnlyValue: false),
        _ => new ClaimRule(claim.Type, [.. claim.AnyOf ?? []], isOnlyValue: false),
    };
}
