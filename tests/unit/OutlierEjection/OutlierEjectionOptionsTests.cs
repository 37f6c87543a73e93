using Gateway.Policies.Configuration;
using Gateway.Policies.OutlierEjection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;

namespace Gateway.UnitTests.OutlierEjection;

public sealed class OutlierEjectionOptionsTests
{
    [Fact]
    public void Options_BesideAnotherPassivePolicyOrWithoutEffect_AreFindings()
    {
        Assert.Empty(Check(new OutlierEjectionOptions()));
        Assert.Empty(Check(new OutlierEjectionOptions(), new PassiveHealthCheckConfig { Enabled = true, Policy = "outlierejection" }));
        Assert.Equal(["Error C:HealthCheck:Passive:Policy"], Check(new OutlierEjectionOptions(), new PassiveHealthCheckConfig { Policy = "TransportFailureRate" }));
        Assert.Equal(["Error C:HealthCheck:Passive:Enabled"], Check(new OutlierEjectionOptions(), new PassiveHealthCheckConfig { Enabled = false }));
        Assert.Equal(["Warning C:HealthCheck:Passive:ReactivationPeriod"], Check(new OutlierEjectionOptions(), new PassiveHealthCheckConfig { ReactivationPeriod = TimeSpan.FromSeconds(1) }));
        Assert.Equal(["Error C:OutlierEjection:MaxEjectionTime"], Check(new OutlierEjectionOptions { MaxEjectionTime = TimeSpan.FromSeconds(1) }));
        Assert.Equal(["Warning C:OutlierEjection"], Check(new OutlierEjectionOptions { ConsecutiveFailures = 0, FailurePercent = 0 }));
    }

    [Fact]
    public void Cluster_WithOptions_IsJudgedByThem()
    {
        var options = new OutlierEjectionOptions { Trials = 7, EjectionTime = TimeSpan.FromSeconds(3) };
        var metadata = new Dictionary<string, string>();
        var cluster = options.ApplyTo(new ClusterConfig { ClusterId = "c", Metadata = metadata }, metadata);
        Assert.Equal((true, "OutlierEjection", null), (cluster.HealthCheck!.Passive!.Enabled, cluster.HealthCheck.Passive.Policy, cluster.HealthCheck.AvailableDestinationsPolicy));
        Assert.Equal(options, OutlierEjectionOptions.Of(cluster));
        Assert.Equal(new OutlierEjectionOptions(), OutlierEjectionOptions.Of(new ClusterConfig()));
    }

    [Theory]
    [InlineData(null, HealthCheckConstantsNames.HealthyAndUnknown)]
    [InlineData("HealthyOrPanic", "HealthyOrPanic")]
    public void Cluster_ThatMayLoseAllDestinations_Answers503UnlessItSaysOtherwise(string? own, string expected)
    {
        var options = new OutlierEjectionOptions { MaxEjectedPercent = 100 };
        var cluster = options.ApplyTo(new ClusterConfig { HealthCheck = new HealthCheckConfig { AvailableDestinationsPolicy = own } }, []);
        Assert.Equal(expected, cluster.HealthCheck!.AvailableDestinationsPolicy);
        Assert.Equal(HealthCheckConstantsNames.HealthyAndUnknown, HealthCheckConstants.AvailableDestinations.HealthyAndUnknown);
    }

    private static string[] Check(OutlierEjectionOptions options, PassiveHealthCheckConfig? passive = null)
    {
        var errors = new ConfigErrors();
        var node = new ConfigObject(new ConfigLocation("gateway.json", 1, 1), "", []);
        var entry = new ClusterEntry { OutlierEjection = options, Yarp = new ClusterConfig { HealthCheck = new HealthCheckConfig { Passive = passive } } };
        OutlierEjectionChecks.Check("C", entry, new OptionsValidation(new GatewayOptions(), node, errors));
        return [.. errors.Sorted().Select(e => $"{e.Severity} {e.Path.TrimStart(':')}")];
    }

    private static class HealthCheckConstantsNames
    {
        public const string HealthyAndUnknown = "HealthyAndUnknown";
    }
}
