using System.Globalization;
using Gateway.IntegrationTests.Support;
using YamlDotNet.RepresentationModel;

namespace Gateway.IntegrationTests.Deploy;

/// <summary>deploy/kubernetes fits the configuration that it carries, and the namespace admits its pods ("restricted").</summary>
public sealed class KubernetesTests
{
    private static readonly DeployedGateway Gateway = DeployedGateway.Read("deploy", "kubernetes", "gateway.json");
    private static readonly YamlMappingNode Deployment = Yaml.Documents("deploy", "kubernetes", "deployment.yaml").Single();
    private static readonly YamlNode Pod = Deployment.Find("spec", "template", "spec")!;
    private static readonly YamlNode Container = Pod.Find("containers", 0)!;

    [Fact]
    public void Kustomization_NamesEveryFile()
    {
        var kustomization = Yaml.Documents("deploy", "kubernetes", "kustomization.yaml").Single();
        var files = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "deploy", "kubernetes")).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        var named = kustomization.Texts("resources").Concat(kustomization.Texts("configMapGenerator", 0, "files")).Concat(kustomization.Texts("configMapGenerator", 1, "files"));
        Assert.Equal(files.Where(static f => f != "kustomization.yaml"), named.Order(StringComparer.Ordinal));
        Assert.Equal(8, named.Count());
    }

    [Fact]
    public void PortsAndProbes_AreThoseOfTheConfiguration()
    {
        var ports = ((YamlSequenceNode)Container.Find("ports")!).Children.ToDictionary(static p => p.Text("name"), static p => Number(p.Text("containerPort")), StringComparer.Ordinal);
        Assert.Equal(new() { ["https"] = Gateway.Https, ["http"] = Gateway.Http, ["health"] = Gateway.Health }, ports);
        foreach (var (probe, path) in new[] { ("startupProbe", "/readyz"), ("readinessProbe", "/readyz"), ("livenessProbe", "/healthz") })
            Assert.Equal((path, "health"), (Container.Text(probe, "httpGet", "path"), Container.Text(probe, "httpGet", "port")));
        Assert.Equal(Number(Deployment.Text("spec", "template", "metadata", "annotations", "prometheus.io/port")), Gateway.Health);
        var service = Yaml.Documents("deploy", "kubernetes", "service.yaml").Single();
        Assert.Equal(["https", "http"], ((YamlSequenceNode)service.Find("spec", "ports")!).Children.Select(static p => p.Text("targetPort")));
    }

    [Fact]
    public void GracePeriod_IsLongerThanTheDrain()
    {
        Assert.True(Number(Pod.Text("terminationGracePeriodSeconds")) > Gateway.Drain.TotalSeconds);
        Assert.Equal(Gateway.Replicas, Number(Deployment.Text("spec", "replicas")));
    }

    [Fact]
    public void Pods_AreRestricted()
    {
        Assert.Equal("restricted", Yaml.Documents("deploy", "kubernetes", "namespace.yaml").Single().Text("metadata", "labels", "pod-security.kubernetes.io/enforce"));
        var pods = new[] { Pod, Yaml.Documents("deploy", "kubernetes", "redis.yaml").Single(static d => d.Text("kind") == "StatefulSet").Find("spec", "template", "spec")! };
        Assert.All(pods, static pod =>
        {
            Assert.Equal("false", pod.Text("automountServiceAccountToken"));
            Assert.Equal("true", pod.Text("securityContext", "runAsNonRoot"));
            Assert.NotEqual("0", pod.Text("securityContext", "runAsUser"));
            Assert.Equal("RuntimeDefault", pod.Text("securityContext", "seccompProfile", "type"));
            var container = Assert.Single(((YamlSequenceNode)pod.Find("containers")!).Children);
            Assert.Equal("false", container.Text("securityContext", "allowPrivilegeEscalation"));
            Assert.Equal("true", container.Text("securityContext", "readOnlyRootFilesystem"));
            Assert.Equal(["ALL"], container.Texts("securityContext", "capabilities", "drop"));
            Assert.NotEmpty(container.Text("resources", "requests", "memory"));
            Assert.All(((YamlSequenceNode)container.Find("volumeMounts")!).Children, static m => Assert.Equal("true", m.Text("readOnly")));
        });
    }

    [Fact]
    public void Network_ForbidsAllButWhatIsNamed()
    {
        var policies = Yaml.Documents("deploy", "kubernetes", "networkpolicy.yaml").ToDictionary(static p => p.Text("metadata", "name"), StringComparer.Ordinal);
        Assert.Equal(["gateway", "nothing-by-default", "redis"], policies.Keys.Order(StringComparer.Ordinal));
        Assert.All(policies.Values, static p => Assert.Equal(["Ingress", "Egress"], p.Texts("spec", "policyTypes")));
        Assert.Null(policies["nothing-by-default"].Find("spec", "ingress"));
        Assert.Null(policies["nothing-by-default"].Find("spec", "egress"));
        Assert.Null(policies["redis"].Find("spec", "egress"));
        var gateway = policies["gateway"];
        Assert.Equal([Gateway.Https, Gateway.Http], Ports(gateway.Find("spec", "ingress", 0)!));
        Assert.Null(gateway.Find("spec", "ingress", 0, "from"));
        Assert.Equal([Gateway.Health], Ports(gateway.Find("spec", "ingress", 1)!));
        Assert.NotNull(gateway.Find("spec", "ingress", 1, "from"));
        Assert.All(((YamlSequenceNode)gateway.Find("spec", "egress")!).Children, static rule => Assert.NotNull(rule.Find("to")));
    }

    [Fact]
    public void Labels_OfSelectorsAndPods_Agree()
    {
        var labels = Deployment.Text("spec", "template", "metadata", "labels", "app.kubernetes.io/name");
        Assert.Equal(labels, Deployment.Text("spec", "selector", "matchLabels", "app.kubernetes.io/name"));
        Assert.Equal(labels, Yaml.Documents("deploy", "kubernetes", "service.yaml").Single().Text("spec", "selector", "app.kubernetes.io/name"));
        Assert.Equal(labels, Yaml.Documents("deploy", "kubernetes", "poddisruptionbudget.yaml").Single().Text("spec", "selector", "matchLabels", "app.kubernetes.io/name"));
    }

    private static IEnumerable<int> Ports(YamlNode rule) => ((YamlSequenceNode)rule.Find("ports")!).Children.Select(static p => Number(p.Text("port")));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
