using static Gateway.UnitTests.Configuration.Loading.ConfigTexts;

namespace Gateway.UnitTests.Configuration.Loading;

/// <summary>YARP says what it refuses in words of its own; these tests tell when a new version has other words.</summary>
public sealed class YarpFailureTests
{
    [Theory]
    [InlineData("\"LoadBalancingPolicy\": \"RoundRobbin\"", "LoadBalancingPolicy", "\"RoundRobbin\"", "PowerOfTwoChoices, RoundRobin, LeastRequests, Random, FirstAlphabetical (did you mean \"RoundRobin\"?)")]
    [InlineData("""  "SessionAffinity": { "Enabled": true, "AffinityKeyName": "k", "Policy": "Cokie" }""", "SessionAffinity:Policy", "\"Cokie\"", "Cookie, ArrCookie, CustomHeader (did you mean \"Cookie\"?)")]
    [InlineData("""  "SessionAffinity": { "Enabled": true, "AffinityKeyName": "k", "Policy": "Cookie", "FailurePolicy": "Return503" }""", "SessionAffinity:FailurePolicy", "\"Return503\"", "Redistribute, Return503Error")]
    [InlineData("""  "HealthCheck": { "AvailableDestinationsPolicy": "HealthyAndUnknwn" }""", "HealthCheck:AvailableDestinationsPolicy", "\"HealthyAndUnknwn\"", "HealthyAndUnknown, HealthyOrPanic (did you mean \"HealthyAndUnknown\"?)")]
    [InlineData("""  "HealthCheck": { "Active": { "Enabled": true, "Policy": "ConsecutiveFailure" } }""", "HealthCheck:Active:Policy", "\"ConsecutiveFailure\"", "ConsecutiveFailures (did you mean \"ConsecutiveFailures\"?)")]
    [InlineData("""  "HealthCheck": { "Passive": { "Enabled": true, "Policy": "TransportFailures" } }""", "HealthCheck:Passive:Policy", "\"TransportFailures\"", "TransportFailureRate (did you mean \"TransportFailureRate\"?)")]
    [InlineData("""  "HttpRequest": { "Version": "7" }""", "HttpRequest:Version", "\"7.0\"", "\"1.0\", \"1.1\", \"2\" or \"3\"")]
    public async Task Cluster_UnknownName_ReportedAtTheMemberWithTheAllowedNames(string member, string path, string found, string allowed)
    {
        var result = await LoadAsync(Config(clusters: Cluster("\n" + member)));

        var error = Assert.Single(result.Errors);
        Assert.Equal(("GW5001", $"ReverseProxy:Clusters:orders:{path}", found, allowed), (error.Code, error.Path, error.Found, error.Allowed));
        // The line of the member, not that of the cluster before it.
        Assert.Equal(Line("\n" + member), error.Location.Line);
    }

    [Theory]
    [InlineData("""{ "PathPrefix": "/x" }, { "PathRemovPrefix": "/a" }""", "Transforms[1]:PathRemovPrefix", "\"PathRemovPrefix\"", "did you mean \"PathRemovePrefix\"?")]
    [InlineData("""{ "Append": "y", "RequestHeadr": "X" }""", "Transforms[0]:RequestHeadr", "\"RequestHeadr\"", "did you mean \"RequestHeader\"?")]
    [InlineData("""{ "Nothing": "y" }""", "Transforms[0]:Nothing", "\"Nothing\"", "PathPrefix, PathRemovePrefix, ")]
    public async Task Route_UnknownTransform_ReportedAtItsNameWithTheNearest(string transforms, string path, string found, string allowed)
    {
        var result = await LoadAsync(Config(Routes(Route("a", "/a", more: $", \"Transforms\": [{transforms}]"))));

        var error = Assert.Single(result.Errors);
        Assert.Equal(("GW5001", $"ReverseProxy:Routes:a:{path}", found), (error.Code, error.Path, error.Found));
        Assert.Contains(allowed, error.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Route_InvalidPattern_ReportedAtItsPath()
    {
        var error = Assert.Single((await LoadAsync(Config(Routes(Route("a", "/a/{"))))).Errors);

        Assert.Equal(("GW5001", "ReverseProxy:Routes:a:Match:Path"), (error.Code, error.Path));
    }

    private static int Line(string member)
    {
        var text = Config(clusters: Cluster(member));
        return text[..text.IndexOf(member, StringComparison.Ordinal)].Count(static c => c == '\n') + 2;
    }
}
