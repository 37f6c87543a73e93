using static Gateway.UnitTests.Configuration.Loading.ConfigTexts;

namespace Gateway.UnitTests.Configuration.Loading;

public sealed class ClusterChecksTests
{
    [Theory]
    [InlineData("""{ "Enabled": true, "AffinityKeyName": "k" }""", false)]
    [InlineData("""{ "Enabled": true, "Policy": "", "AffinityKeyName": "k" }""", false)]
    [InlineData("""{ "Enabled": true, "Policy": "HashCookie", "AffinityKeyName": "k" }""", false)]
    [InlineData("""{ "Enabled": true, "Policy": "hashcookie", "AffinityKeyName": "k" }""", false)]
    [InlineData("""{ "Enabled": false, "Policy": "HashCookie" }""", true)]
    [InlineData("""{ "Enabled": true, "Policy": "Cookie", "AffinityKeyName": "k" }""", true)]
    [InlineData("""{ "Enabled": true, "Policy": "ArrCookie", "AffinityKeyName": "k" }""", true)]
    [InlineData("""{ "Enabled": true, "Policy": "CustomHeader", "AffinityKeyName": "k" }""", true)]
    public async Task Check_Affinity_HashCookieIsNotBuiltIn(string affinity, bool allowed)
    {
        var errors = await ErrorsAsync(Config(clusters: Cluster($"\"SessionAffinity\": {affinity}")));

        Assert.Equal(!allowed, errors.Contains("GW3002 ReverseProxy:Clusters:orders:SessionAffinity:Policy"));
        if (allowed) Assert.Empty(errors);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(""", "Reasons": { "DangerousAcceptAnyServerCertificate": "" }""", false)]
    [InlineData(""", "Reasons": { "Other": "because" }""", false)]
    [InlineData(""", "Reasons": { "DangerousAcceptAnyServerCertificate": "a lab" }""", true)]
    public async Task Check_AnyServerCertificate_NeedsAReason(string reasons, bool allowed)
    {
        var errors = await ErrorsAsync(Config(clusters: Cluster("\"HttpClient\": { \"DangerousAcceptAnyServerCertificate\": true }" + reasons)));

        Assert.Equal(allowed ? [] : ["GW3004 ReverseProxy:Clusters:orders:HttpClient:DangerousAcceptAnyServerCertificate"], errors);
    }

    [Theory]
    [InlineData("127.0.0.1:19000", "\"127.0.0.1:19000\", without http:// or https://")]
    [InlineData("orders", "\"orders\", without http:// or https://")]
    [InlineData("me:hunter2@orders", "an address without http:// or https://")]
    public async Task Check_AddressWithoutScheme_SaysSo(string address, string found)
    {
        var result = await LoadAsync(Config(clusters: $$"""{ "orders": { "Destinations": { "a": { "Address": "{{address}}" } } } }"""));

        Assert.Equal(found, Assert.Single(result.Errors).Found);
    }

    [Theory]
    [InlineData("http://orders:8080/", true)]
    [InlineData("HTTPS://orders", true)]
    [InlineData("https://[::1]:8443/base/", true)]
    [InlineData("/orders", false)]
    [InlineData("orders:8080", false)]
    [InlineData("localhost:8080/", false)]
    [InlineData("ftp://orders/", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("http://user:hunter2@orders/", false)]
    [InlineData("http://orders/?a=1", false)]
    [InlineData("http://orders/#a", false)]
    [InlineData("http://", false)]
    [InlineData("", false)]
    public async Task Check_Address_AbsoluteHttpWithoutExtras(string address, bool allowed)
    {
        var result = await LoadAsync(Config(clusters: Cluster("\"Reasons\": {}", $"{{ \"a\": {{ \"Address\": \"{address}\" }} }}")));

        Assert.Equal(!allowed, result.Errors.Any(e => e is { Code: "GW2005", Path: "ReverseProxy:Clusters:orders:Destinations:a:Address" }));
        Assert.Equal(allowed, !result.Errors.Any());
        Assert.All(result.Findings, e => Assert.DoesNotContain("hunter2", e.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_HealthAddress_SameRules()
    {
        var errors = await ErrorsAsync(Config(clusters: Cluster("\"Reasons\": {}", """{ "a": { "Address": "http://a/", "Health": "a:9000" } }""")));

        Assert.Equal(["GW2005 ReverseProxy:Clusters:orders:Destinations:a:Health"], errors);
    }

    [Fact]
    public async Task Check_NoDestinations_Missing() =>
        Assert.Equal(["GW2003 ReverseProxy:Clusters:orders:Destinations"], await ErrorsAsync(Config(clusters: Cluster("\"Reasons\": {}", "{}"))));

    [Theory]
    [InlineData("{}", "", false)]
    [InlineData("""{ "IdleTimeout": "99s" }""", "", false)]
    [InlineData("""{ "IdleTimeout": "100s" }""", "", true)]
    [InlineData("""{ "IdleTimeout": "5m", "Mode": "Off" }""", "", false)]
    [InlineData("{}", "\"HttpRequest\": { \"ActivityTimeout\": \"60s\" }", true)]
    [InlineData("""{ "IdleTimeout": "5m" }""", "\"HttpRequest\": { \"ActivityTimeout\": \"00:06:00\" }", false)]
    public async Task Check_IdleWebSockets_ThatTheForwarderCutsFirst_Warns(string webSocket, string cluster, bool warns)
    {
        var routes = $$"""{ "chat": { "ClusterId": "orders", "Match": { "Path": "/chat" }, "Policies": { "Authentication": { "Anonymous": { "Reason": "for tests" } }, "WebSocket": {{webSocket}} } } }""";
        var result = await LoadAsync(Config(routes, clusters: Cluster(cluster.Length == 0 ? "\"Reasons\": {}" : cluster)));
        Assert.Empty(result.Errors);
        Assert.Equal(warns, result.Warnings.Any(static w => w.Path == "ReverseProxy:Routes:chat:Policies:WebSocket:IdleTimeout"));
    }
}
