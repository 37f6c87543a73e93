using static Gateway.UnitTests.Configuration.Loading.ConfigTexts;

namespace Gateway.UnitTests.Configuration.Loading;

public sealed class RouteTransformsTests
{
    [Theory]
    [InlineData("""{ "PathRemovePrefix": "/a" }""", false)]
    [InlineData("""{ "RequestHeader": "X-Tenant", "Set": "7" }""", false)]
    [InlineData("""{ "ResponseHeader": "X-Forwarded-For", "Set": "7" }""", false)]
    [InlineData("""{ "RequestHeadersCopy": "true" }""", false)]
    [InlineData("""{ "RequestHeadersCopy": " False " }""", true)]
    [InlineData("""{ "RequestHeadersAllowed": "Accept" }""", true)]
    [InlineData("""{ "X-Forwarded": "Append" }""", true)]
    [InlineData("""{ "Forwarded": "for,host" }""", true)]
    [InlineData("""{ "ClientCert": "X-Cert" }""", true)]
    [InlineData("""{ "RequestHeader": "x-forwarded-FOR", "Set": "1" }""", true)]
    [InlineData("""{ "RequestHeader": "X-Consumer-Scopes", "Set": "admin" }""", true)]
    [InlineData("""{ "RequestHeader": "X-User", "Append": "admin" }""", true)]
    [InlineData("""{ "RequestHeader": "Authorization", "Set": "Basic x" }""", true)]
    [InlineData("""{ "RequestHeaderRouteValue": "X-Client-Cert", "Set": "id" }""", true)]
    [InlineData("""{ "RequestHeaderRouteValue": "Remote_User", "Set": "id" }""", true)]
    [InlineData("""{ "RequestHeaderRemove": "X-Real-IP" }""", true)]
    [InlineData("""{ "RequestHeaderRouteValue": "Forwarded", "Set": "id" }""", true)]
    public async Task Check_Transform_NeedsAReasonWhenItTouchesIdentity(string transform, bool refused)
    {
        var transforms = $", \"Transforms\": [{{ \"PathPrefix\": \"/p\" }}, {transform}]";

        Assert.Equal(refused ? ["GW3004 ReverseProxy:Routes:a:Transforms[1]"] : [], await Errors(transforms));
        Assert.Empty(await Errors(transforms + """, "Reasons": { "Transforms": "the backend is old" }"""));
        Assert.Equal(refused ? ["GW3004 ReverseProxy:Routes:a:Transforms[1]"] : [], await Errors(transforms + """, "Reasons": { "Transforms": " " }"""));

        static Task<IReadOnlyList<string>> Errors(string more) => ErrorsAsync(Config(Routes(Route("a", "/a/{id}", more: more))));
    }
}
