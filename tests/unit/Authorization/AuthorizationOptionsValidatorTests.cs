using Gateway.Policies.Authorization;
using Gateway.Policies.Configuration;
using Gateway.UnitTests.Authentication;

namespace Gateway.UnitTests.Authorization;

public sealed class AuthorizationOptionsValidatorTests
{
    private readonly GatewayOptions _gateway = new() { RolePermissions = { ["editor"] = ["orders:write"] } };

    [Fact]
    public void Options_EveryKindOfRule_HaveNoFinding() => Assert.Empty(Findings(new()
    {
        Scopes = ["a:b"],
        AnyScopes = ["c"],
        Roles = ["r"],
        Permissions = ["orders:write"],
        Claims = [new() { Type = "t", EqualTo = "" }, new() { Type = "t", Contains = "1" }, new() { Type = "t", AnyOf = ["1"] }],
    }));

    [Fact]
    public void Options_AnyAuthenticated_HaveNoFinding() => Assert.Empty(Findings(new() { AnyAuthenticated = true }));

    [Fact]
    public void Options_Empty_AccessUndecided() => Assert.Equal(ConfigErrorCode.AccessUndecided, Assert.Single(Findings(new())).Code);

    [Fact]
    public void Options_AnyAuthenticatedBesideARule_Conflict() =>
        Assert.Equal(ConfigErrorCode.Conflict, Assert.Single(Findings(new() { AnyAuthenticated = true, Roles = ["r"] })).Code);

    [Fact]
    public void Options_PermissionThatNoRoleGrants_UnknownReference()
    {
        var finding = Assert.Single(Findings(new() { Permissions = ["orders:write", "orders:wirte"] }));
        Assert.Equal((ConfigErrorCode.UnknownReference, "Here:Permissions[1]"), (finding.Code, finding.Path));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a\"b")]
    [InlineData("")]
    public void Options_TextThatIsNoScope_Error(string scope)
    {
        Assert.Single(Findings(new() { Scopes = [scope] }));
        Assert.Single(Findings(new() { AnyScopes = [scope] }));
    }

    [Fact]
    public void Options_ClaimRuleWithoutOrWithTwoConditions_Error()
    {
        Assert.Single(Findings(new() { Claims = [new() { Type = "t" }] }));
        Assert.Single(Findings(new() { Claims = [new() { Type = "t", EqualTo = "1", Contains = "1" }] }));
        Assert.Single(Findings(new() { Claims = [new() { EqualTo = "1" }] }));
        Assert.Single(Findings(new() { Claims = [new() { Type = "t", AnyOf = [] }] }));
    }

    private IReadOnlyList<ConfigError> Findings(AuthorizationOptions options)
    {
        var (validation, errors) = TestGateway.Validation(_gateway);
        new AuthorizationPolicy().Validate(options, validation);
        return errors.Sorted();
    }
}
