namespace Gateway.IntegrationTests.Attacks;

/// <summary>ATTACKS P8: absolute-form and the other forms of a target say nothing that the Host field does not say.</summary>
public sealed class TargetFormTests
{
    [Fact]
    public async Task TargetOfAnotherForm_IsRefused()
    {
        string[] targets =
        [
            "http://evil.example/admin/x", "https://evil.example/public/a", "http://localhost/public/a", "https://user@localhost/public/a", "https://user:pw@localhost/public/a",
            "https://localhost@evil.example/public/a", "https://localhost,evil.example/public/a", "https://localhost#@evil.example/", "https:///public/a", "https:/public/a", "https:public/a", "https://", "https:",
            "ftp://localhost/public/a", "file:///etc/passwd", "javascript:alert(1)", "public/a", "admin/x", "localhost:443", "localhost", "*", "?a=b", "%2fpublic/a", "\\public\\a",
            "https://localhost/../admin/x", "https://localhost/public/..%2fadmin", "https://localhost//admin/x", "https://localhost/public/;x", "https://localhost:99999/public/a", "https://[::1/public/a",
            "https://localhost\\@evil.example/public/a", "https://localhost%2eevil.example/", "https://localhost%00/public/a", "unix:/run/docker.sock", "http://169.254.169.254/latest/meta-data",
        ];
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        foreach (var target in targets)
        {
            // Kestrel's word for a form that belongs to CONNECT or OPTIONS.
            var status = target is "https:" or "localhost:443" or "localhost" or "*" ? 405 : 400;
            await table.RunAsync(target, () => site.RefusedAsync($"GET {target} HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {site.AdminKey}\r\n\r\n", status));
        }

        await site.StillServesAsync();
        table.Verify(35);
    }

    [Fact]
    public async Task AbsoluteFormForOurHost_HasThePolicyAndOriginFormOfItsPath()
    {
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        foreach (var path in (string[])["/admin/x", "/ADMIN/x", "/%61dmin/x", "/admin?x=/public", "/admin"])
        {
            await table.RunAsync(path, async () =>
            {
                var head = $"GET https://localhost{path} HTTP/1.1\r\nHost: localhost\r\n";
                await site.RefusedAsync($"{head}\r\n", 401, closes: false);
                await site.RefusedAsync($"{head}X-Api-Key: {site.UserKey}\r\n\r\n", 403, closes: false);
                var forwarded = await site.ForwardedAsync($"{head}X-Api-Key: {site.AdminKey}\r\n\r\n");
                Assert.Equal(path.Replace("%61", "a", StringComparison.Ordinal), forwarded.Target);
                Assert.Equal("localhost", forwarded.Headers["X-Forwarded-Host"]);
                Assert.Single(forwarded.Headers.All("Host"));
            });
        }

        table.Verify(5);
    }

    // OPTIONS is the one method for which "*" is a legal target: still, no route is "*".
    [Fact]
    public async Task AsteriskForm_IsRefused()
    {
        await using var site = await AttackSite.StartAsync();
        await site.RefusedAsync("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
        await site.RefusedAsync("OPTIONS * HTTP/1.1\r\nHost: localhost\r\nOrigin: https://a.example\r\nAccess-Control-Request-Method: GET\r\n\r\n", 400);
    }
}
