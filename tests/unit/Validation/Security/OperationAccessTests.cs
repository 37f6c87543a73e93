using Gateway.Policies.Validation.Security;
using Gateway.UnitTests.Authentication;

namespace Gateway.UnitTests.Validation.Security;

public sealed class OperationAccessTests
{
    private static readonly AccessAlternative ReadToken = new(["Jwt:main"], ["orders:read"], []);
    private static readonly AccessAlternative WriteToken = new(["Jwt:main"], ["orders:write", "orders:read"], []);
    private static readonly AccessAlternative BuyerKey = new(["ApiKey:partners", "ApiKey:others"], [], ["buyer"]);

    [Theory]
    [InlineData("Jwt:main", "orders:read", null)]
    [InlineData("Jwt:main", "a orders:read b", null)]
    [InlineData("Jwt:main", "orders:rea", "scope-missing")]
    [InlineData("Jwt:main", "orders:readall", "scope-missing")]
    [InlineData("Jwt:main", "Orders:Read", "scope-missing")]
    [InlineData("Jwt:main", "orders:read,orders:write", "scope-missing")]
    [InlineData("Jwt:main", "orders:*", "scope-missing")]
    [InlineData("Jwt:main", "", "scope-missing")]
    [InlineData("Jwt:mai", "orders:read", "scheme-not-accepted")]
    [InlineData("Jwt:main2", "orders:read", "scheme-not-accepted")]
    [InlineData("jwt:main", "orders:read", "scheme-not-accepted")]
    [InlineData("ApiKey:partners", "orders:read", "scheme-not-accepted")]
    public void Refuse_ComparesWholeNames(string scheme, string scopes, string? reason) =>
        Assert.Equal(reason, Of(ReadToken).Refuse(Callers.Make(scheme, scopes: scopes.Split(' ')), "op")?.Reason);

    [Theory]
    [InlineData("Jwt:main", "orders:read orders:write", "", null)]
    [InlineData("Jwt:main", "orders:write", "buyer", "scope-missing")]
    [InlineData("ApiKey:others", "", "buyer", null)]
    [InlineData("ApiKey:partners", "orders:read orders:write", "", "role-missing")]
    [InlineData("ApiKey:partners", "", "Buyer", "role-missing")]
    public void Refuse_OneAlternativeAsAWhole(string scheme, string scopes, string roles, string? reason) =>
        Assert.Equal(reason, Of(WriteToken, BuyerKey).Refuse(Callers.Make(scheme, scopes: scopes.Split(' '), roles: roles.Split(' ')), "op")?.Reason);

    [Fact]
    public void Refuse_TellsTokensWhatToAskFor()
    {
        var one = Of(ReadToken, BuyerKey).Refuse(Callers.Make("Jwt:main"), "listOrders")!;
        Assert.Equal((403, "listOrders: needs orders:read"), (one.Status, one.Note));
        Assert.Equal("Bearer error=\"insufficient_scope\", scope=\"orders:read\"", Assert.Single(one.Headers).Value);
        // Named together they would mean both.
        var several = Of(ReadToken, WriteToken with { Scopes = ["admin"] }).Refuse(Callers.Make("Jwt:main"), "op")!;
        Assert.Equal("Bearer error=\"insufficient_scope\"", Assert.Single(several.Headers).Value);
        Assert.Equal("op: needs orders:read or admin", several.Note);
        Assert.Empty(Of(BuyerKey).Refuse(Callers.Make("ApiKey:partners"), "op")!.Headers);
        var other = Of(BuyerKey).Refuse(Callers.Make("Jwt:main"), "op")!;
        Assert.Equal((401, "A, B"), (other.Status, string.Join(", ", Assert.Single(other.Headers).Value.ToArray())));
    }

    [Fact]
    public void Refuse_ForEverybody_Nobody() => Assert.Null(new OperationAccess([ReadToken], isForEverybody: true, []).Refuse(Callers.Make("ApiKey:x"), "op"));

    [Fact]
    public void Refuse_AllowedCaller_AllocatesNothing()
    {
        var (access, caller) = (Of(ReadToken, WriteToken, BuyerKey), Callers.Make("ApiKey:others", roles: ["buyer"]));
        Allocations.AssertNone(() => access.Refuse(caller, "op"));
    }

    private static OperationAccess Of(params AccessAlternative[] alternatives) => new(alternatives, isForEverybody: false, ["A", "B"]);
}
