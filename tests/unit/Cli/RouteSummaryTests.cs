using Gateway.Cli;
using Gateway.Policies.Authorization;
using Gateway.Policies.Configuration;
using Gateway.Policies.IpAccess;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.SecurityHeaders;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.UnitTests.Cli;

public sealed class RouteSummaryTests
{
    [Fact]
    public void Of_Policies_AreInTheOrderInWhichTheyRun()
    {
        var policies = new Dictionary<string, PolicyOptions>
        {
            ["SecurityHeaders"] = new SecurityHeadersOptions(),
            ["RequestLimits"] = new RequestLimitsOptions(),
            ["Authorization"] = new AuthorizationOptions(),
            ["IpAccess"] = new IpAccessOptions(),
        };
        var nowhere = new ConfigObject(new ConfigLocation("", 0, 0), "", []);
        var route = new LoadedRoute(new RouteConfig { RouteId = "orders" }, null, new RoutePolicies(nowhere, policies), nowhere);
        Assert.Equal("IpAccess · RequestLimits · Authorization · SecurityHeaders", RouteSummary.Of(route));
    }
}
