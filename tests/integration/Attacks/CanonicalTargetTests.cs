using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks;

/// <summary>ATTACKS P3, P6: what has one meaning in several spellings is authorised and forwarded in one of them.</summary>
public sealed class CanonicalTargetTests
{
    [Fact]
    public async Task AdminPathInAnySpelling_HasTheAdminPolicyOnBothProtocols()
    {
        (string Sent, string Forwarded)[] cases =
        [
            ("/admin/x", "/admin/x"), ("/ADMIN/x", "/ADMIN/x"), ("/Admin/x", "/Admin/x"), ("/aDMIN/X", "/aDMIN/X"), ("/%41dmin/x", "/Admin/x"),
            ("/%61dmin/x", "/admin/x"), ("/a%64min/x", "/admin/x"), ("/%61%64%6d%69%6e/x", "/admin/x"), ("/%41%44%4D%49%4E/x", "/ADMIN/x"), ("/admi%6E/x", "/admin/x"),
            ("/admin", "/admin"), ("/admin/", "/admin/"), ("/ADMIN", "/ADMIN"), ("/admin?x=/public/", "/admin?x=/public/"), ("/admin/%7Ex", "/admin/~x"),
            ("/admin/x?a=%41", "/admin/x?a=A"), ("/admin/x%2D%5F%2e", "/admin/x-_."), ("/admin/%20", "/admin/%20"), ("/%61dmin", "/admin"), ("/admin/public/a", "/admin/public/a"),
        ];
        await using var site = await AttackSite.StartAsync();
        await using var http2 = await site.Gateway.Http2Async();
        var table = new CaseTable();
        foreach (var (sent, forwarded) in cases)
        {
            await table.RunAsync(sent, async () =>
            {
                await site.RefusedAsync($"GET {sent} HTTP/1.1\r\nHost: localhost\r\n\r\n", 401, closes: false);
                await site.RefusedAsync($"GET {sent} HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {site.UserKey}\r\n\r\n", 403, closes: false);
                await site.RefusedAsync(http2, Http2Headers.Get(sent), 401);
                await site.RefusedAsync(http2, Http2Headers.Get(sent, ("x-api-key", site.UserKey)), 403);
                var first = await site.ForwardedAsync($"GET {sent} HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {site.AdminKey}\r\n\r\n");
                Assert.Equal($"GET {forwarded} HTTP/1.1", first.RequestLine);
                Assert.False(first.Headers.Has("X-Api-Key"));
                var second = await site.ForwardedAsync(http2, Http2Headers.Get(sent, ("x-api-key", site.AdminKey)));
                Assert.Equal($"GET {forwarded} HTTP/1.1", second.RequestLine);
            });
        }

        table.Verify(20);
    }

    [Fact]
    public async Task TargetInOtherSpellings_IsForwardedInTheCanonicalOne()
    {
        (string Sent, string Forwarded)[] cases =
        [
            ("/public/a", "/public/a"), ("/public/%61", "/public/a"), ("/public/%7e", "/public/~"), ("/public/a%20b", "/public/a%20b"), ("/public/%c3%a9", "/public/%C3%A9"),
            ("/public/%C3%A9", "/public/%C3%A9"), ("/public/%f0%9f%98%80", "/public/%F0%9F%98%80"), ("/public/100%25", "/public/100%25"), ("/public/100%25-x", "/public/100%25-x"),
            ("/public/a:b@c!$&'()*+,=", "/public/a:b@c!$&'()*+,="), ("/public/%3a%40", "/public/:@"), ("/public/%22", "/public/%22"), ("/public/%3c%3e", "/public/%3C%3E"),
            ("/public/%5b%5D", "/public/%5B%5D"), ("/public/%7b%7c%7D", "/public/%7B%7C%7D"), ("/public/%5e%60", "/public/%5E%60"), ("/public/..a", "/public/..a"), ("/public/.well-known/x", "/public/.well-known/x"),
            ("/public/a..b", "/public/a..b"), ("/public/a..", "/public/a.."), ("/public/%2ea", "/public/.a"), ("/public/", "/public/"), ("/public/a/", "/public/a/"), ("/public/a?", "/public/a?"),
            ("/public/a?b=c&d", "/public/a?b=c&d"), ("/public/a?b=%41", "/public/a?b=A"), ("/public/a?b=%2e%2e%2f", "/public/a?b=..%2F"), ("/public/a?b=../../admin", "/public/a?b=../../admin"),
            ("/public/a?b=%26c", "/public/a?b=%26c"), ("/public/a?b=%3d;c%3a", "/public/a?b=%3D;c%3A"), ("/public/a?b=%0d%0aX-User:%20x", "/public/a?b=%0D%0AX-User:%20x"), ("/public/a?b=<>\"|^`{}", "/public/a?b=%3C%3E%22%7C%5E%60%7B%7D"),
            ("/public/a?b=\\", "/public/a?b=%5C"), ("/public/a?b[c]=d", "/public/a?b[c]=d"), ("/public/a??b", "/public/a??b"), ("/public/a?b=%c3%a9", "/public/a?b=%C3%A9"), ("/public/a?b=http://evil.example/", "/public/a?b=http://evil.example/"),
            ("/public/a?b=%252e", "/public/a?b=%252e"), ("/public/a?b=%25zz", "/public/a?b=%25zz"), ("/PUBLIC/a", "/PUBLIC/a"),
        ];
        await using var site = await AttackSite.StartAsync();
        await using var http2 = await site.Gateway.Http2Async();
        var table = new CaseTable();
        foreach (var (sent, forwarded) in cases)
        {
            await table.RunAsync(sent, async () =>
            {
                Assert.Equal($"GET {forwarded} HTTP/1.1", (await site.ForwardedAsync($"GET {sent} HTTP/1.1\r\nHost: localhost\r\n\r\n")).RequestLine);
                Assert.Equal($"GET {forwarded} HTTP/1.1", (await site.ForwardedAsync(http2, Http2Headers.Get(sent))).RequestLine);
            });
        }

        table.Verify(40);
    }

    // Letters that case folding may take for those of "admin": another path, never the public one and never forwarded.
    [Fact]
    public async Task LettersThatFoldToAscii_AreNotTheRoute()
    {
        await using var site = await AttackSite.StartAsync();
        var table = new CaseTable();
        foreach (var target in (string[])["/adm%C4%B1n/x", "/adm%C4%B0n/x", "/%EF%BD%81dmin/x", "/%F0%9D%90%9Admin/x", "/%D0%B0dmin/x", "/a%CC%80dmin/x", "/publ%C4%B1c/x"])
        {
            await table.RunAsync(target, () => site.RefusedAsync($"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n", 404, closes: false));
        }

        table.Verify(7);
    }
}
