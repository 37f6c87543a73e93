using Gateway.Policies.Authentication;
using Microsoft.AspNetCore.Http;

namespace Gateway.UnitTests.Authentication;

public sealed class IdentityHeadersTests
{
    private readonly IdentityHeaders _headers = IdentityHeaders.Of([
        new AuthenticationOptions { IdentityHeaders = new() { ["Tenant"] = "tid" } },
        new Gateway.Policies.Authorization.AuthorizationOptions(),
    ]);

    [Theory]
    [InlineData("X-User")]
    [InlineData("x-user")]
    [InlineData("X_User")]
    [InlineData("X-User-Id")]
    [InlineData("X_USER_ID")]
    [InlineData("X-User_Id")]
    [InlineData("X-Consumer")]
    [InlineData("X-Consumer-Scopes")]
    [InlineData("X-Client-Cert")]
    [InlineData("X-Client-Certificate-Hash")]
    [InlineData("X-Authenticated-UserId")]
    [InlineData("X-Forwarded-User")]
    [InlineData("X-Forwarded-Email")]
    [InlineData("X-Forwarded-Groups")]
    [InlineData("X_Forwarded_Groups")]
    [InlineData("X-Remote-User")]
    [InlineData("Remote-User")]
    [InlineData("REMOTE_USER")]
    [InlineData("Tenant")]
    [InlineData("tenant")]
    public void Contains_NameThatSpeaksOfAnIdentity_True(string name) => Assert.True(_headers.Contains(name));

    [Theory]
    [InlineData("")]
    [InlineData("Host")]
    [InlineData("User-Agent")]
    [InlineData("X-Users")]
    [InlineData("X-Request-Id")]
    [InlineData("X-Forwarded-For")]
    [InlineData("X-Api-Key")]
    [InlineData("Tenants")]
    [InlineData("éX-User")]
    public void Contains_OtherName_False(string name) => Assert.False(_headers.Contains(name));

    [Fact]
    public void Remove_MixedHeaders_RemovesIdentityOnly()
    {
        var headers = new HeaderDictionary { ["X-User"] = "admin", ["x_consumer"] = "acme", ["tenant"] = "1", ["Accept"] = "*/*", ["X-Request-Id"] = "1" };

        Assert.Equal(3, _headers.Remove(headers));

        Assert.Equal(["Accept", "X-Request-Id"], headers.Keys.Order());
    }

    [Fact]
    public void WellKnown_DefaultsOfTheOptions_AreCovered()
    {
        var defaults = new AuthenticationOptions().IdentityHeaders.Keys;
        Assert.Equal(2, defaults.Count);
        Assert.All(defaults, name => Assert.True(IdentityHeaders.WellKnown.Contains(name)));
    }
}
