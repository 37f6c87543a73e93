using Gateway.Policies.Authentication;
using Gateway.Policies.Authorization;
using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Validation;

namespace Gateway.UnitTests.Authentication;

public sealed class AccessRulesTests
{
    private static readonly AuthenticationOptions Anonymous = new() { Anonymous = new() { Reason = "probe" } };
    private static readonly AuthenticationOptions Schemes = new() { Schemes = ["Jwt:main"] };

    [Fact]
    public void Route_WithoutAuthentication_AccessUndecided() => Assert.Equal(ConfigErrorCode.AccessUndecided, Check(new AuthorizationOptions()));

    [Fact]
    public void Route_WithNothing_AccessUndecided() => Assert.Equal(ConfigErrorCode.AccessUndecided, Check());

    [Fact]
    public void Route_SchemesWithoutAuthorization_AccessUndecided() => Assert.Equal(ConfigErrorCode.AccessUndecided, Check(Schemes));

    [Fact]
    public void Route_AuthorizationOff_AccessUndecided() =>
        Assert.Equal(ConfigErrorCode.AccessUndecided, Check(Schemes, new AuthorizationOptions { Mode = PolicyMode.Off, Scopes = ["a"] }));

    [Fact]
    public void Route_AnonymousWithAuthorization_Conflict() =>
        Assert.Equal(ConfigErrorCode.Conflict, Check(Anonymous, new AuthorizationOptions { AnyAuthenticated = true }));

    [Fact]
    public void Route_Anonymous_IsDecided() => Assert.Null(Check(Anonymous));

    [Fact]
    public void Route_SchemesWithAuthorization_IsDecided() => Assert.Null(Check(Schemes, new AuthorizationOptions { AnyAuthenticated = true }));

    [Fact]
    public void Route_SchemesAndAnonymous_IsAConflictUnlessADocumentSaysWhatIsOpen()
    {
        AuthenticationOptions both = new() { Schemes = ["Jwt:main"], Anonymous = new() { Reason = "probe" } };
        AuthorizationOptions any = new() { AnyAuthenticated = true };
        Assert.Equal(ConfigErrorCode.Conflict, Check(both, any));
        Assert.Equal(ConfigErrorCode.Conflict, Check(both, any, new ValidationOptions()));
        Assert.Null(Check(both, any, new ValidationOptions { SecurityFrom = SecuritySource.OpenApi }));
        // Whoever is let in without a credential still needs somebody to say so.
        Assert.Equal(ConfigErrorCode.AccessUndecided, Check(both, new ValidationOptions { SecurityFrom = SecuritySource.OpenApi }));
    }

    [Fact]
    public void Policies_ThatDecideAccess_CannotBeOff()
    {
        Policy[] policies = [new AuthenticationPolicy(), new AuthorizationPolicy()];
        Assert.All(policies, p => Assert.True(p.DecidesAccess && !p.CanBeOff));
    }

    private static string? Check(params PolicyOptions[] effective)
    {
        var (validation, errors) = TestGateway.Validation(new GatewayOptions());
        AccessRules.Check(effective.ToDictionary(o => o.GetType().Name.Replace("Options", "", StringComparison.Ordinal)), validation);
        return errors.Sorted().SingleOrDefault()?.Code;
    }
}
