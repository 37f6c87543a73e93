using System.Net;
using Gateway.Policies.Configuration;
using Gateway.Policies.IpAccess;
using Gateway.Policies.Pipeline;
using Gateway.UnitTests.RateLimit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.UnitTests.IpAccess;

public sealed class IpAccessPolicyTests
{
    private static IpAccessOptions Options(string allow, string deny) => new() { Allow = Parse(allow), Deny = Parse(deny) };

    private static List<IPNetwork> Parse(string networks) => [.. networks.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => IPNetwork.Parse(n))];

    private static string Decide(IpAccessOptions options, string address)
    {
        using var services = new ServiceCollection().AddIpAccess().BuildServiceProvider();
        var compilation = new RouteCompilation(new GatewayOptions(), "r", null, services) { Effective = new Dictionary<string, PolicyOptions>() };
        var stage = IpAccessPolicy.Compile(options, compilation);
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        var plan = new RoutePlan { RouteId = "r", PathTemplate = "/", RequestStages = [], ResponseStages = [] };
        var decision = stage.DecideAsync(new Exchange(context, plan)).Completed();
        return decision.Rejection is { } rejection ? $"{rejection.Status} {rejection.Reason}" : "continue";
    }

    private static IReadOnlyList<ConfigError> Validate(IpAccessOptions options)
    {
        var errors = new ConfigErrors();
        var node = new ConfigObject(new ConfigLocation("gateway.json", 1, 1), "IpAccess", []);
        new IpAccessPolicy().Validate(options, new OptionsValidation(new GatewayOptions(), node, errors));
        return errors.Sorted();
    }

    [Theory]
    [InlineData("10.0.0.0/8", "", "10.1.1.1", "continue")]
    [InlineData("10.0.0.0/8", "", "11.1.1.1", "403 address-not-allowed")]
    [InlineData("10.0.0.0/8", "", "2001:db8::1", "403 address-not-allowed")]
    [InlineData("", "10.0.0.0/8", "10.1.1.1", "403 address-denied")]
    [InlineData("", "10.0.0.0/8", "11.1.1.1", "continue")]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", "10.1.1.1", "403 address-denied")]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", "10.2.1.1", "continue")]
    [InlineData("10.1.0.0/16", "10.0.0.0/8", "10.1.1.1", "403 address-denied")]
    [InlineData("::ffff:10.0.0.0/104", "", "::ffff:10.1.1.1", "continue")]
    [InlineData("", "::ffff:10.0.0.0/104", "10.1.1.1", "403 address-denied")]
    public void Decide_AddressAndLists_DenyWinsAndAllowCloses(string allow, string deny, string address, string expected) =>
        Assert.Equal(expected, Decide(Options(allow, deny), address));

    [Fact]
    public void Validate_BothListsEmpty_IsAnError() =>
        Assert.Equal(ConfigSeverity.Error, Assert.Single(Validate(new IpAccessOptions())).Severity);

    [Fact]
    public void Validate_AllowCoveredByDeny_IsAWarning()
    {
        var finding = Assert.Single(Validate(Options("10.0.0.0/8 192.0.2.0/24 192.0.2.0/24", "192.0.0.0/16 10.1.0.0/16")), e => e.Path == "IpAccess:Allow[1]");
        Assert.Equal(ConfigSeverity.Warning, finding.Severity);
        Assert.Empty(Validate(Options("10.0.0.0/8 10.0.0.0/8", "10.1.0.0/16 10.1.2.0/24")));
    }

    [Fact]
    public void Pool_EqualLists_ShareOneSet()
    {
        var pool = new NetworkSetPool();
        Assert.Same(pool.Get(Parse("10.0.0.0/8 10.1.0.0/16")), pool.Get(Parse("10.0.0.0/8")));
        Assert.NotSame(pool.Get(Parse("10.0.0.0/8")), pool.Get(Parse("10.0.0.0/9")));
    }
}
