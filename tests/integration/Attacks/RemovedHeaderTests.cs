using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks;

/// <summary>ATTACKS P11, H3, H4: what only the gateway may say to a backend never comes from a client.</summary>
public sealed class RemovedHeaderTests
{
    private const string Forged = "forged-by-client";

    private static readonly string[] OtherUrl =
    [
        "X-Original-URL", "X-Original-URI", "X-Original-Path", "X-Original-Host", "X-Rewrite-URL", "X-Forwarded-Prefix", "X-Forwarded-Path", "X-Forwarded-Uri", "X-Forwarded-URL", "X-Forwarded-Method", "X-Forwarded-Scheme",
        "X-Forwarded-Ssl", "X-Forwarded-Port", "X-Forwarded-Server", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Host", "X-Script-Name", "X-Accel-Redirect", "X-Sendfile", "X-Proxy-Url", "Proxy", "X-Content-Length",
    ];

    private static readonly string[] Identity =
    [
        "X-User", "X-User-Id", "X-User-Name", "X-User-Email", "X-User-Roles", "X-User-Groups", "X-Username", "X-Remote-User", "Remote-User", "X-WebAuth-User", "X-Email", "X-Groups", "X-Roles", "X-Scopes", "X-Subject",
        "X-Consumer", "X-Consumer-Scopes", "X-Consumer-Id", "X-Consumer-Username", "X-Consumer-Custom-Id", "X-Consumer-Groups", "X-Credential-Identifier", "X-Anonymous-Consumer", "X-Client-Cert", "X-Client-Cert-Dn",
        "X-Client-Certificate", "X-SSL-Client-Cert", "X-SSL-Client-Verify", "X-SSL-Cert", "SSL-Client-Cert", "X-ARR-ClientCert", "Client-Cert", "Client-Cert-Chain", "X-Forwarded-Client-Cert", "X-Forwarded-User",
        "X-Forwarded-Email", "X-Forwarded-Groups", "X-Forwarded-Preferred-Username", "X-Forwarded-Access-Token", "X-Auth-Request-User", "X-Auth-Request-Email", "X-Authenticated-User", "X-Authenticated-Userid",
        "X-Authenticated-Scope", "X-Identity-Token", "X-MS-Client-Principal", "X-MS-Client-Principal-Name", "X-Goog-Authenticated-User-Email", "Remote-Groups", "Remote-Email", "Remote-Name", "SSL-Client-S-Dn", "X-Remote-Group", "X-Request-Id", "Traceparent", "Tracestate", "Baggage",
    ];

    private static readonly string[] Address =
    [
        "X-Forwarded-For", "Forwarded", "X-Forwarded", "X-Real-IP", "X-Client-IP", "Client-IP", "True-Client-IP", "CF-Connecting-IP", "CF-Connecting-IPv6", "Fastly-Client-IP", "X-Cluster-Client-IP", "X-Azure-ClientIP", "X-Azure-SocketIP",
        "X-Appengine-User-IP", "X-Originating-IP", "X-Remote-IP", "X-Remote-Addr", "X-ProxyUser-Ip", "X-Envoy-External-Address", "X-Envoy-Internal", "Via",
    ];

    [Fact]
    public async Task HeaderThatOnlyTheGatewaySets_IsRemovedOnEveryRouteAndProtocol()
    {
        await using var site = await AttackSite.StartAsync();
        await using var http2 = await site.Gateway.Http2Async();
        var table = new CaseTable();
        string[] names = [.. OtherUrl, .. Identity, .. Address];
        foreach (var name in names.SelectMany(static n => (string[])[n, n.ToLowerInvariant(), n.ToUpperInvariant(), n.Replace('-', '_')]).Distinct(StringComparer.Ordinal))
        {
            await table.RunAsync(name, async () =>
            {
                var line = $"{name}: {Forged}\r\n";
                AssertClean(await site.ForwardedAsync($"GET /public/a HTTP/1.1\r\nHost: localhost\r\n{line}\r\n"));
                AssertClean(await site.ForwardedAsync($"GET /admin/x HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {site.AdminKey}\r\n{line}\r\n"));
                AssertClean(await site.ForwardedAsync(http2, Http2Headers.Get("/public/a", (name.ToLowerInvariant(), Forged))));
            });
        }

        table.Verify(398);
    }

    [Fact]
    public async Task IdentityHeader_HasOnlyTheVerifiedValue()
    {
        await using var site = await AttackSite.StartAsync();
        await using var http2 = await site.Gateway.Http2Async();
        var first = await site.ForwardedAsync(
            $"GET /admin/x HTTP/1.1\r\nHost: localhost\r\nX-Consumer: root\r\nx-consumer: root2\r\nX_Consumer: root3\r\nX-Api-Key: {site.AdminKey}\r\nX-CONSUMER: root4\r\nX-Consumer-Scopes: all\r\n\r\n");
        var second = await site.ForwardedAsync(
            http2, Http2Headers.Get("/admin/x", ("x-consumer", "root"), ("x-api-key", site.AdminKey), ("x-consumer", "root2"), ("x_consumer", "root3"), ("x-consumer-scopes", "all")));
        foreach (var request in (RecordedRequest[])[first, second])
        {
            Assert.Equal("boss", request.Headers["X-Consumer"]);
            Assert.False(request.Headers.Has("X-Consumer-Scopes"));
            Assert.DoesNotContain("root", request.HeadText, StringComparison.Ordinal);
            Assert.DoesNotContain(site.AdminKey, request.HeadText, StringComparison.Ordinal);
        }
    }

    // The names that routes set are the gateway's on all routes, also on those that set nothing.
    [Fact]
    public async Task ConfiguredIdentityHeader_IsRemovedOnOtherRoutes()
    {
        const string Policies =
            """
            { "Authentication": { "Schemes": ["ApiKey:keys"], "IdentityHeaders": { "Acme-Caller": "consumer", "Acme-Roles": "roles" } },
              "Authorization": { "AnyAuthenticated": true } }
            """;
        await using var site = await AttackSite.StartAsync((configuration, _) => configuration.Route("acme", "/acme/{**rest}", Policies));
        var request = await site.ForwardedAsync($"GET /acme/x HTTP/1.1\r\nHost: localhost\r\nAcme-Caller: {Forged}\r\nacme-roles: {Forged}\r\nX-Api-Key: {site.AdminKey}\r\n\r\n");
        Assert.Equal("boss", request.Headers["Acme-Caller"]);
        Assert.Equal("admin", request.Headers["Acme-Roles"]);
        request = await site.ForwardedAsync($"GET /acme/x HTTP/1.1\r\nHost: localhost\r\nAcme-Roles: {Forged}\r\nX-Api-Key: {site.UserKey}\r\n\r\n");
        Assert.Equal("joe", request.Headers["Acme-Caller"]);
        Assert.False(request.Headers.Has("Acme-Roles"));
        AssertClean(await site.ForwardedAsync($"GET /public/a HTTP/1.1\r\nHost: localhost\r\nAcme-Caller: {Forged}\r\nACME-ROLES: {Forged}\r\nAcme_Caller: {Forged}\r\n\r\n"));
    }

    // A trusted proxy may say who its client is and how a request is called; it may not say what the gateway verifies.
    [Fact]
    public async Task TrustedPeer_ChoosesNeitherTargetNorIdentity()
    {
        await using var site = await AttackSite.StartAsync((configuration, _) => configuration.Gateway("""{ "TrustedProxies": ["127.0.0.1/32"] }"""));
        var table = new CaseTable();
        string[] believed = ["X-Request-Id", "Traceparent", "Tracestate", "Baggage"];
        foreach (var name in OtherUrl.Concat(Identity).Concat(Address).Except(believed, StringComparer.Ordinal))
            await table.RunAsync(name, async () => AssertClean(await site.ForwardedAsync($"GET /public/a HTTP/1.1\r\nHost: localhost\r\n{name}: {Forged}\r\n\r\n")));
        var request = await site.ForwardedAsync("GET /public/a HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: of-the-proxy\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: evil.example\r\n\r\n");
        Assert.Equal("of-the-proxy", request.Headers["X-Request-Id"]);
        Assert.Equal("https", request.Headers["X-Forwarded-Proto"]);
        Assert.Equal("localhost", request.Headers["X-Forwarded-Host"]);
        table.Verify(97);
    }

    [Fact]
    public async Task Underscores_AreRefusedWhenToldSo()
    {
        await using var site = await AttackSite.StartAsync((configuration, _) => configuration.Gateway("""{ "CanonicalRequest": { "HeadersWithUnderscores": "Reject" } }"""));
        await using var http2 = await site.Gateway.Http2Async();
        foreach (var name in (string[])["X_Forwarded_For", "x_user", "a_b", "_", "content_length", "Transfer_Encoding"])
        {
            await site.RefusedAsync($"GET /public/a HTTP/1.1\r\nHost: localhost\r\n{name}: 1\r\n\r\n", 400);
            await site.RefusedAsync(http2, Http2Headers.Get("/public/a", (name.ToLowerInvariant(), "1")), 400);
        }
    }

    private static void AssertClean(RecordedRequest request) => Assert.DoesNotContain(Forged, request.HeadText, StringComparison.Ordinal);
}
