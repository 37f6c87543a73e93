using Gateway.Policies.Authentication;
using Gateway.Policies.Authorization;
using Gateway.Policies.Pipeline;
using Gateway.UnitTests.Authentication;

namespace Gateway.UnitTests.Authorization;

public sealed class AuthorizationStageTests : IDisposable
{
    private readonly TestGateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public void Stage_NobodyAuthenticated_401WithChallenge()
    {
        _gateway.AddTokens("main", default);
        var rejection = Decide(new() { AnyAuthenticated = true }, null).Rejection!;
        Assert.Equal((401, "identity-missing"), (rejection.Status, rejection.Reason));
        Assert.Equal("Bearer", Assert.Single(rejection.Headers).Value);
    }

    [Fact]
    public void Stage_AnyAuthenticated_LetsEveryCallerIn() => Assert.Null(Reason(new() { AnyAuthenticated = true }, Callers.Make()));

    [Theory]
    [InlineData("a b", "a b", null)]
    [InlineData("a b", "a b c", null)]
    [InlineData("a b", "a", "scope-missing")]
    [InlineData("a", "A", "scope-missing")]
    [InlineData("a", "", "scope-missing")]
    public void Stage_Scopes_NeedsAll(string needed, string held, string? reason) =>
        Assert.Equal(reason, Reason(new() { Scopes = Split(needed) }, Callers.Make(scopes: [.. Split(held)])));

    [Theory]
    [InlineData("a b", "b c", null)]
    [InlineData("a b", "c", "scope-missing")]
    public void Stage_AnyScopes_NeedsOne(string needed, string held, string? reason) =>
        Assert.Equal(reason, Reason(new() { AnyScopes = Split(needed) }, Callers.Make(scopes: [.. Split(held)])));

    [Theory]
    [InlineData("admin editor", "editor", null)]
    [InlineData("admin editor", "reader", "role-missing")]
    [InlineData("admin", "Admin", "role-missing")]
    public void Stage_Roles_NeedsOne(string needed, string held, string? reason) =>
        Assert.Equal(reason, Reason(new() { Roles = Split(needed) }, Callers.Make(roles: [.. Split(held)])));

    [Theory]
    [InlineData("editor", null)]
    [InlineData("reader writer", null)]
    [InlineData("reader", "permission-missing")]
    [InlineData("orders:write", "permission-missing")]
    public void Stage_Permissions_NeedsAllThroughRoles(string roles, string? reason)
    {
        _gateway.Options.RolePermissions["editor"] = ["orders:read", "orders:write"];
        _gateway.Options.RolePermissions["reader"] = ["orders:read"];
        _gateway.Options.RolePermissions["writer"] = ["orders:write"];
        Assert.Equal(reason, Reason(new() { Permissions = ["orders:read", "orders:write"] }, Callers.Make(roles: [.. Split(roles)])));
    }

    [Fact]
    public void Stage_Claims_CompareWholeValues()
    {
        var caller = Callers.Make(claims: [("tenant", "t1"), ("group", "g1"), ("group", "g2")]);
        ClaimRuleOptions[] hold =
        [
            new() { Type = "tenant", EqualTo = "t1" }, new() { Type = "tenant", Contains = "t1" }, new() { Type = "group", Contains = "g2" },
            new() { Type = "group", AnyOf = ["x", "g1"] },
        ];
        ClaimRuleOptions[] fail =
        [
            new() { Type = "tenant", EqualTo = "T1" }, new() { Type = "Tenant", EqualTo = "t1" }, new() { Type = "group", EqualTo = "g1" },
            new() { Type = "group", Contains = "g" }, new() { Type = "group", AnyOf = ["x"] }, new() { Type = "absent", EqualTo = "" },
        ];
        Assert.All(hold, c => Assert.Null(Reason(new() { Claims = [c] }, caller)));
        Assert.All(fail, c => Assert.Equal("claim-mismatch", Reason(new() { Claims = [c] }, caller)));
        Assert.Equal((4, 6), (hold.Length, fail.Length));
    }

    [Fact]
    public void Stage_SeveralRules_AllHaveToHold()
    {
        AuthorizationOptions options = new() { Scopes = ["a"], Roles = ["admin"] };
        Assert.Null(Reason(options, Callers.Make(scopes: ["a"], roles: ["admin"])));
        Assert.Equal("role-missing", Reason(options, Callers.Make(scopes: ["a"])));
        Assert.Equal("scope-missing", Reason(options, Callers.Make(roles: ["admin"])));
    }

    [Fact]
    public void Stage_NoRuleAtAll_RefusesEverybody() => Assert.Equal("rules-missing", Reason(new(), Callers.Make(roles: ["admin"])));

    [Fact]
    public void Stage_ScopeMissing_TellsBearersOfTokensOnly()
    {
        AuthorizationOptions options = new() { Scopes = ["a", "b"] };
        var token = Decide(options, Callers.Make("Jwt:main")).Rejection!;
        var key = Decide(options, Callers.Make("ApiKey:partners")).Rejection!;

        Assert.Equal(403, token.Status);
        Assert.Equal("Bearer error=\"insufficient_scope\", scope=\"a b\"", Assert.Single(token.Headers).Value);
        Assert.Equal(403, key.Status);
        Assert.Empty(key.Headers);
        Assert.Null(key.Detail);
    }

    [Fact]
    public void Stage_RoleMissing_TellsNobodyWhich()
    {
        var rejection = Decide(new() { Roles = ["admin"] }, Callers.Make()).Rejection!;
        Assert.Empty(rejection.Headers);
        Assert.Null(rejection.Detail);
    }

    [Fact]
    public void Stage_CallerThatMayPass_AllocatesNothing()
    {
        _gateway.Options.RolePermissions["editor"] = ["p"];
        var stage = Compile(new() { Scopes = ["a"], AnyScopes = ["x", "a"], Roles = ["editor"], Permissions = ["p"], Claims = [new() { Type = "t", EqualTo = "1" }] });
        var exchange = TestGateway.Request();
        exchange.Identity = Callers.Make(scopes: ["a"], roles: ["editor"], claims: [("t", "1")]);
        Allocations.AssertNone(() => Assert.True(Run(stage, exchange).IsContinue));
    }

    private static List<string> Split(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static Decision Run(RequestStage stage, Exchange exchange)
    {
        var pending = stage.DecideAsync(exchange);
        return pending.IsCompletedSuccessfully ? pending.Result : throw new InvalidOperationException("not synchronous");
    }

    private RequestStage Compile(AuthorizationOptions options)
    {
        var authentication = new AuthenticationOptions { Schemes = [.. _gateway.Options.Jwt.Keys.Select(k => $"Jwt:{k}")] };
        return AuthorizationPolicy.Compile(options, _gateway.Compilation(authentication, options))!;
    }

    private Decision Decide(AuthorizationOptions options, CallerIdentity? caller)
    {
        var exchange = TestGateway.Request();
        exchange.Identity = caller;
        return Run(Compile(options), exchange);
    }

    private string? Reason(AuthorizationOptions options, CallerIdentity caller) => Decide(options, caller).Rejection?.Reason;
}
