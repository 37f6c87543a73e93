using Gateway.Hosting.Reload;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Waf;

/// <summary>Rule files of one's own: relative paths, mistakes, and what a reload makes of changes.</summary>
public sealed class WafRulesTests
{
    private const string Rule = "SecRule ARGS:a \"@streq bad\" \"id:1001,phase:2,deny,status:403,log,msg:'no'\"\n";

    [Fact]
    public async Task OwnRules_BesideTheConfiguration_DecideAndAreReloaded()
    {
        await using var bench = await WafBench.StartAsync("""{ "Rules": ["rules/*.conf"] }""", "{}", ("rules/a.conf", Rule));
        await using var client = await bench.ConnectAsync();
        bench.Refused(await client.GetAsync("/?a=bad"), 403, "rule");
        Assert.Equal(200, (await client.GetAsync("/?a=worse")).Status);

        // A file more.
        bench.Folder.Write("rules/b.conf", "SecRule ARGS:a \"@streq worse\" \"id:1002,phase:1,deny,status:403,log\"\n");
        var reloader = bench.Gateway.Services.GetRequiredService<ConfigurationReloader>();
        Assert.True((await reloader.ReloadAsync("test", CancellationToken.None)).Succeeded);
        bench.Refused(await client.GetAsync("/?a=worse"), 403, "rule");
        bench.Refused(await client.GetAsync("/?a=bad"), 403, "rule");

        // A mistake keeps what serves.
        bench.Folder.Write("rules/b.conf", "SecRule ARGS:a\n");
        Assert.False((await reloader.ReloadAsync("test", CancellationToken.None)).Succeeded);
        bench.Refused(await client.GetAsync("/?a=worse"), 403, "rule");
    }

    /// <summary>Rules can say that of some requests is only told what they are.</summary>
    [Fact]
    public async Task RuleEngineDetectionOnly_OfARule_ReportsAndRefusesNothing()
    {
        await using var bench = await WafBench.StartAsync(
            """{ "Rules": ["a.conf"] }""", "{}", ("a.conf", "SecRule ARGS_GET:tell \"@streq 1\" \"id:1000,phase:1,pass,nolog,ctl:ruleEngine=DetectionOnly\"\n" + Rule));
        await using var client = await bench.ConnectAsync();
        bench.Refused(await client.GetAsync("/?a=bad"), 403, "rule");
        Assert.Equal(200, (await client.GetAsync("/?a=bad&tell=1")).Status);
        Assert.Equal(["rule"], bench.Reported);
        bench.Refused(await client.PostAsync("/", "a=bad"u8.ToArray(), ("Content-Type", "application/x-www-form-urlencoded")), 403, "rule");
        Assert.Equal(200, (await client.PostAsync("/?tell=1", "a=bad"u8.ToArray(), ("Content-Type", "application/x-www-form-urlencoded"))).Status);
        Assert.Equal(["rule", "rule"], bench.Reported);
    }

    [Fact]
    public async Task Mistakes_AreFindingsWithFileLineAndColumn()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            WafBench.StartAsync("""{ "Rules": ["a.conf"], "Exclusions": [{}, { "Targets": ["NONE:x"] }, { "Targets": ["$x"] }] }""", "{}", ("a.conf", Rule + "SecRule ARGS \"@rx (\" \"id:2\"\nSecNonsense On\n")));
        Assert.Contains("a.conf(2,", error.Message, StringComparison.Ordinal);
        Assert.Contains("a.conf(3,1)", error.Message, StringComparison.Ordinal);
        Assert.Contains("Waf:Rules: found rules with errors", error.Message, StringComparison.Ordinal);
        Assert.Contains("Exclusions[0]: found nothing", error.Message, StringComparison.Ordinal);
        Assert.Contains("Exclusions[1]", error.Message, StringComparison.Ordinal);
        Assert.Contains("Exclusions[2]: found the JSON path $x", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingRules_AreRefusedWithTheWayToGetThem()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => WafBench.StartAsync("""{ "Rules": ["none/*.conf"] }"""));
        Assert.Contains("Waf:Rules[0]: found no file", error.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install modsecurity-crs", error.Message, StringComparison.Ordinal);
    }
}
