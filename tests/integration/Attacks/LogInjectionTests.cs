using System.Text.Json;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.IntegrationTests.Attacks;

/// <summary>ATTACKS H7: a record is one line of JSON, whatever a request contains, and holds no path, query or credential of it.</summary>
public sealed class LogInjectionTests
{
    [Fact]
    public async Task HostileText_LeavesOneLinePerRecordAndNoneOfItself()
    {
        string[] payloads = ["%0d%0a{\"level\":\"security\",\"event\":\"forged\"}", "forged\",\"event\":\"forged", "${jndi:ldap://forged}", "<script>forged</script>", "%1b[31mforged", "forged%c2%85forged", "%E2%80%A8forged", "\\u000aforged", "\t forged"];
        var events = "";
        var access = "";
        await using (var site = await AttackSite.StartAsync(
            (configuration, _) =>
            {
                events = Path.Combine(configuration.Folder.FullPath, "events.jsonl");
                access = Path.Combine(configuration.Folder.FullPath, "access.jsonl");
                configuration.Gateway($$"""{ "Events": { "Path": "{{events}}", "FullPerInterval": 10000 }, "AccessLog": { "Enabled": true, "Path": "{{access}}" } }""");
            },
            services => services.Replace(ServiceDescriptor.Singleton<IEventSink>(static provider => provider.GetRequiredService<EventQueue>()))))
        {
            foreach (var payload in payloads)
            {
                await using var connection = await site.Gateway.Http1Async();
                var target = payload.Replace("\t", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
                Assert.NotEqual(200, (await connection.RequestAsync($"GET /admin/{target}?x={target} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: {payload}\r\nX-Api-Key: {payload}\r\nX-Request-Id: forged\r\nReferer: {payload}\r\n\r\n")).Status);
                await using var second = await site.Gateway.Http1Async();
                Assert.NotEqual(200, (await second.RequestAsync($"GET /admin/a HTTP/1.1\r\nHost: localhost\r\nUser-Agent: {payload}\r\nX-Api-Key: {payload}\r\n\r\n")).Status);
            }

            await Eventually.Async(() => Lines(events).Length >= payloads.Length * 2 && Lines(access).Length >= payloads.Length * 2, TimeSpan.FromSeconds(20), "every request has both records");
            Assert.All(Lines(events), static line => Assert.Equal(JsonValueKind.Object, JsonElement.Parse(line).ValueKind));
            Assert.Equal(payloads.Length * 2, Lines(events).Length);
            Assert.All(Lines(events), static line => Assert.DoesNotContain("forged", line, StringComparison.Ordinal));
            Assert.All(Lines(access), static line => Assert.Equal(JsonValueKind.Object, JsonElement.Parse(line).ValueKind));
            Assert.Equal(payloads.Length * 2, Lines(access).Length);

            // What a client calls itself is the one text of its own that is kept: as one JSON string.
            Assert.All(Lines(access), static line => Assert.False(JsonElement.Parse(line).TryGetProperty("level", out var level) && level.GetString() == "security"));
        }
    }

    private static string[] Lines(string path) =>
        File.Exists(path) ? File.ReadAllText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
}
