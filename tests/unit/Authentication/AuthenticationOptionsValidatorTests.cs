using Gateway.Policies.Authentication;
using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Authentication.Jwt;
using Gateway.Policies.Configuration;

namespace Gateway.UnitTests.Authentication;

public sealed class AuthenticationOptionsValidatorTests
{
    private readonly GatewayOptions _gateway = new()
    {
        ApiKeys = { ["partners"] = new ApiKeyOptions(), ["twin"] = new ApiKeyOptions(), ["other"] = new ApiKeyOptions { Prefix = "other" } },
        Jwt = { ["main"] = new JwtOptions() },
    };

    [Fact]
    public void Options_EveryKindOfScheme_HaveNoFinding() =>
        Assert.Empty(Findings(new() { Schemes = ["ApiKey:partners", "ApiKey:other", "Jwt:main"] }));

    [Fact]
    public void Options_AnonymousWithReason_HaveNoFinding() => Assert.Empty(Findings(new() { Anonymous = new() { Reason = "probe" } }));

    [Fact]
    public void Options_Neither_AccessUndecided() => Assert.Equal(ConfigErrorCode.AccessUndecided, Assert.Single(Findings(new())).Code);

    [Fact]
    public void Options_AnonymousWithoutReason_AccessUndecided() =>
        Assert.Equal(ConfigErrorCode.AccessUndecided, Assert.Single(Findings(new() { Anonymous = new() { Reason = " " } })).Code);

    [Theory]
    [InlineData("Jwt:nobody", ConfigErrorCode.UnknownReference)]
    [InlineData("ApiKey:main", ConfigErrorCode.UnknownReference)]
    [InlineData("Basic:main", ConfigErrorCode.InvalidValue)]
    [InlineData("main", ConfigErrorCode.InvalidValue)]
    [InlineData("Jwt:", ConfigErrorCode.InvalidValue)]
    [InlineData("jwt:main", ConfigErrorCode.InvalidValue)]
    public void Options_SchemeThatIsNotConfigured_IsReportedAtItsPlace(string scheme, string code)
    {
        var finding = Assert.Single(Findings(new() { Schemes = ["ApiKey:partners", scheme] }));
        Assert.Equal(code, finding.Code);
        Assert.Equal("Here:Schemes[1]", finding.Path);
    }

    [Fact]
    public void Options_SchemeTwice_Error() => Assert.Single(Findings(new() { Schemes = ["Jwt:main", "Jwt:main"] }));

    [Fact]
    public void Options_TwoKeySetsThatReadTheSameKeys_Error() =>
        Assert.Equal(ConfigErrorCode.Conflict, Assert.Single(Findings(new() { Schemes = ["ApiKey:partners", "ApiKey:twin"] })).Code);

    [Theory]
    [InlineData("Host")]
    [InlineData("authorization")]
    [InlineData("Transfer-Encoding")]
    [InlineData("X-Forwarded-For")]
    [InlineData("Content-Type")]
    [InlineData("Accept-Language")]
    [InlineData("Cookie")]
    [InlineData("traceparent")]
    [InlineData("X-Api-Key")]
    [InlineData("X User")]
    [InlineData("X_User")]
    [InlineData("")]
    public void IdentityHeaders_NameWithAnotherMeaning_Error(string name) =>
        Assert.Single(Findings(new() { Schemes = ["Jwt:main"], IdentityHeaders = new() { [name] = "sub" } }));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("naïve")]
    public void IdentityHeaders_UnusableClaim_Error(string claim) =>
        Assert.Single(Findings(new() { Schemes = ["Jwt:main"], IdentityHeaders = new() { ["X-Tenant"] = claim } }));

    [Fact]
    public void IdentityHeaders_SameNameInTwoSpellings_Error() =>
        Assert.Single(Findings(new() { Schemes = ["Jwt:main"], IdentityHeaders = new() { ["X-Tenant"] = "tenant", ["x-tenant"] = "tid" } }));

    private IReadOnlyList<ConfigError> Findings(AuthenticationOptions options)
    {
        var (validation, errors) = TestGateway.Validation(_gateway);
        new AuthenticationPolicy().Validate(options, validation);
        return errors.Sorted();
    }
}
