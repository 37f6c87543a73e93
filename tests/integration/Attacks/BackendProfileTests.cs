using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks;

/// <summary>
/// P2, P4 where clusters exist that take ';' or "%2F": these get the bytes that were sent, all others still get none of them.
/// </summary>
public sealed class BackendProfileTests
{
    [Fact]
    public async Task WhatAProfileAllows_ReachesThatBackendByteByByte()
    {
        (string Sent, string Forwarded)[] cases =
        [
            ("/semi/a;b", "/semi/a;b"), ("/semi/a;v=1/b;c", "/semi/a;v=1/b;c"), ("/semi/a;", "/semi/a;"), ("/semi/a;b?c=d;e", "/semi/a;b?c=d;e"), ("/semi/a;b%20c", "/semi/a;b%20c"), ("/semi/%61;x", "/semi/a;x"),
            ("/slash/a%2Fb", "/slash/a%2Fb"), ("/slash/a%2fb", "/slash/a%2Fb"), ("/slash/a%2Fb%2Fc/d", "/slash/a%2Fb%2Fc/d"), ("/slash/a%2Fb?c=%2F", "/slash/a%2Fb?c=%2F"), ("/slash/a%20%2F%C3%A9", "/slash/a%20%2F%C3%A9"), ("/slash/a%2Fb%25", "/slash/a%2Fb%25"),
            ("/both/a;b%2Fc", "/both/a;b%2Fc"), ("/both/a%2Fb;c", "/both/a%2Fb;c"),
        ];
        await using var site = await StartAsync();
        await using var http2 = await site.Gateway.Http2Async();
        var table = new CaseTable();
        foreach (var (sent, forwarded) in cases)
        {
            await table.RunAsync(sent, async () =>
            {
                Assert.Equal(forwarded, (await site.ForwardedAsync($"GET {sent} HTTP/1.1\r\nHost: localhost\r\n\r\n")).Target);
                Assert.Equal(forwarded, (await site.ForwardedAsync(http2, Http2Headers.Get(sent))).Target);
            });
        }

        table.Verify(14);
    }

    [Fact]
    public async Task WhatAProfileDoesNotAllow_IsRefusedThere()
    {
        string[] targets =
        [
            "/semi/a%2Fb", "/semi/..;/admin/x", "/semi/;/x", "/semi/.;x/y", "/semi/%3b", "/semi/a;b%2Fc", "/semi/..;x=y/..;x=y/admin", "/semi/a;b\\c", "/semi/;", "/semi/a/;b",
            "/slash/a;b", "/slash/..%2Fadmin", "/slash/%2F", "/slash/a%2F..%2F..%2Fadmin", "/slash/%2Fadmin", "/slash/a%2F%2Fb", "/slash/.%2Fa", "/slash/a%5Cb", "/slash/a%252Fb", "/slash/%2e%2e%2fadmin", "/slash/a%2F%2e%2e", "/slash/a%2F..",
            "/both/..;%2Fadmin", "/both/..%2F;x", "/both/a%2F;/b", "/both/%2F..;/", "/both/a%252Fb", "/both/a%253Bb",
        ];
        await RefusedAsync(targets, 28);
    }

    // The gate has to let ';' and "%2F" through to routing here: the strict routes must still refuse them.
    [Fact]
    public async Task StrictClusters_StillRefuseWhatOthersAllow() =>
        await RefusedAsync([.. RefusedTargets.EncodedSeparators, .. RefusedTargets.Parameters, .. RefusedTargets.DotSegments, .. RefusedTargets.DoubleEncoded], 285);

    [Fact]
    public async Task PathWithEncodedSlash_HasThePolicyOfTheRouteThatItMatches()
    {
        await using var site = await StartAsync();
        foreach (var target in (string[])["/vault/a%2Fb", "/VAULT/a%2fb", "/%76ault/a;b", "/vault/a;b%2Fc", "/vault%2Fa", "/vault;x/a"])
        {
            // Without the key nothing arrives, whatever the path is taken for.
            var heads = site.Backend.Heads;
            await using var connection = await site.Gateway.Http1Async();
            Assert.Contains((await connection.GetAsync(target)).Status, (int[])[400, 401, 404]);
            Assert.Equal(heads, site.Backend.Heads);
        }

        Assert.Equal("/vault/a;b%2Fc", (await site.ForwardedAsync($"GET /vault/a;b%2fc HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {site.AdminKey}\r\n\r\n")).Target);
    }

    private static async Task RefusedAsync(IReadOnlyCollection<string> targets, int count)
    {
        await using var site = await StartAsync();
        await using var http2 = await site.Gateway.Http2Async();
        var table = new CaseTable();
        foreach (var target in targets)
        {
            await table.RunAsync(target, async () =>
            {
                await site.RefusedAsync($"GET {target} HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {site.AdminKey}\r\n\r\n", 400);
                await site.RefusedAsync(http2, Http2Headers.Get(target, ("x-api-key", site.AdminKey)), 400, orProtocol: true);
            });
        }

        await site.StillServesAsync();
        table.Verify(count);
    }

    private static Task<AttackSite> StartAsync() => AttackSite.StartAsync((configuration, site) => configuration
        .Cluster(site.Backend.Address, "semicolons", """{ "BackendProfile": { "AllowSemicolon": true } }""")
        .Cluster(site.Backend.Address, "slashes", """{ "BackendProfile": { "AllowEncodedSlash": true } }""")
        .Cluster(site.Backend.Address, "lenient", """{ "BackendProfile": { "AllowSemicolon": true, "AllowEncodedSlash": true } }""")
        .Route("semi", "/semi/{**rest}", cluster: "semicolons")
        .Route("slash", "/slash/{**rest}", cluster: "slashes")
        .Route("both", "/both/{**rest}", cluster: "lenient")
        .Route("vault", "/vault/{**rest}", AttackSite.NeedsAdmin, "lenient"));
}
