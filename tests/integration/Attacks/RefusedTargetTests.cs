using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks;

/// <summary>ATTACKS P1–P4, P7, P8, P10: nothing that can be read in two ways is forwarded, whoever sends it.</summary>
public sealed class RefusedTargetTests
{
    private const int Count = 477;

    [Fact]
    public async Task AmbiguousTarget_OverHttp1_Is400AndNothingIsForwarded()
    {
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        foreach (var target in RefusedTargets.All)
        {
            await table.RunAsync(target, () => site.RefusedAsync(
                $"GET {target} HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {site.AdminKey}\r\n\r\n", 400));
        }

        await site.StillServesAsync();
        table.Verify(Count);
    }

    [Fact]
    public async Task AmbiguousTarget_OverHttp2_IsRefusedAndNothingIsForwarded()
    {
        await using var site = await AttackSite.StartAsync();
        await using var connection = await site.Gateway.Http2Async();
        var table = new CaseTable();
        foreach (var target in RefusedTargets.All)
        {
            await table.RunAsync(target, () => site.RefusedAsync(
                connection, Http2Headers.Get(target, ("x-api-key", site.AdminKey)), 400, orProtocol: true));
        }

        Assert.Equal(200, (await connection.GetAsync("/public/after")).Status);
        await site.StillServesAsync();
        table.Verify(Count);
    }

    // HTTP/2 can carry what a request line cannot.
    [Fact]
    public async Task TargetThatOnlyHttp2CanCarry_IsRefused()
    {
        string[] targets =
        [
            "public/a", "admin/x", "", "*", "?", "?a=b", "#", "https://localhost/public/a", "localhost/public/a", ".", "..", "../admin/x", "\\admin\\x",
            "/public/a b", "/public/a\tb", "/public/a\rb", "/public/a\nb", "/public/a\0b", "/public/\x7f", "/public/\x80", "/public/\xff", "/public/\xc0\xaf",
            "/public/\xef\xbc\x8f", " /public/a", "/public/a ", "\t/public/a", "/public/a HTTP/1.1\r\nX-User: admin", "/public/a?b c", "/public/a?b\r\nc", "/public/a?\xc3\xa9",
        ];
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        foreach (var target in targets)
        {
            await table.RunAsync(target, async () =>
            {
                await using var connection = await site.Gateway.Http2Async();
                await site.RefusedAsync(connection, Http2Headers.Get(target), 400, orProtocol: true);
            });
        }

        await site.StillServesAsync();
        table.Verify(30);
    }

    // A body that nobody reads must not become the next request on the connection.
    [Fact]
    public async Task AmbiguousTarget_WithARequestInItsBody_NeverRunsTheBody()
    {
        await using var site = await AttackSite.StartAsync();
        var smuggled = $"GET /admin/smuggled HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {site.AdminKey}\r\n\r\n";
        string[] framings =
        [
            $"Content-Length: {smuggled.Length}\r\n\r\n{smuggled}",
            $"Transfer-Encoding: chunked\r\n\r\n{smuggled.Length:x}\r\n{smuggled}\r\n0\r\n\r\n",
            $"Transfer-Encoding: chunked\r\n\r\n{smuggled.Length:x};ext=1\r\n{smuggled}\r\n0\r\nX-Trailer: a\r\n\r\n",
        ];
        var table = new CaseTable();
        foreach (var target in (string[])["/public/../admin", "/public/%2f", "/public/;x", "//admin", "/public/%zz", "/unknown", "/admin/x"])
        {
            var status = target switch { "/unknown" => 404, "/admin/x" => 401, _ => 400 };
            foreach (var framing in framings)
            {
                await table.RunAsync($"{target} {framing}", () => site.RefusedAsync($"POST {target} HTTP/1.1\r\nHost: localhost\r\n{framing}", status));
            }
        }

        await site.StillServesAsync();
        table.Verify(21);
    }
}
