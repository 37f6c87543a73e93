using Gateway.Hosting.Reload;
using Gateway.UnitTests.Configuration.Loading;

namespace Gateway.UnitTests.Hosting.Reload;

public sealed class RestartSettingsTests
{
    [Theory]
    [InlineData("", """ "Admin": { "Port": 9901 } """, "Gateway:Admin: found an object; allowed: nothing, which serves until a restart")]
    [InlineData(""" "Admin": {} """, "", "Gateway:Admin: found nothing; allowed: an object, which serves until a restart")]
    [InlineData("", """ "Limits": { "HeadersTimeout": "7s" } """, "Gateway:Limits:HeadersTimeout: found \"7s\"; allowed: \"15s\", which serves until a restart")]
    [InlineData(""" "Demo": false """, """ "Demo": true """, "Gateway:Demo: found true; allowed: false, which serves until a restart")]
    [InlineData(""" "Redis": { "ConnectionString": "redis:6379,password=hunter2" } """, """ "Redis": { "ConnectionString": "redis:6380,password=hunter2" } """,
        "Gateway:Redis:ConnectionString: found a value that is not shown; allowed: the value of the start, which serves until a restart")]
    [InlineData(""" "Admin": { "Address": "127.0.0.2" } """, """ "Admin": { "Address": "127.0.0.3" } """, "Gateway:Admin:Address: found \"127.0.0.3\"; allowed: \"127.0.0.2\", which serves until a restart")]
    [InlineData(""" "Health": { "Port": 9000 } """, """ "Health": { "Port": "${env:PORT}" } """,
        "Gateway:Health:Port: found a value that is not shown; allowed: 9000, which serves until a restart")]
    public async Task Waiting_OneDifference_NamesTheMemberAndBothValues(string started, string now, string expected)
    {
        var findings = await WaitingAsync(started, now);

        var finding = Assert.Single(findings);
        Assert.Contains($": warning GW3006 {expected}", finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "Limits": { "RequestTimeout": "30s" } """)]
    [InlineData(""" "Policies": { "SecurityHeaders": {} } """)]
    // Another notation of what serves already, and a default written out.
    [InlineData(""" "Limits": { "HeadersTimeout": "00:00:15" } """)]
    [InlineData(""" "Drain": {} """)]
    public async Task Waiting_WhatAReloadAppliesOrWhatIsTheSame_Nothing(string now) =>
        Assert.Empty(await WaitingAsync("", now));

    private static async Task<List<string>> WaitingAsync(string started, string now) =>
        [.. new RestartSettings(await LoadAsync(started)).Waiting(await LoadAsync(now)).Select(static f => f.ToString())];

    private static async Task<Policies.Configuration.LoadedConfiguration> LoadAsync(string members)
    {
        var text = ConfigTexts.Config(gateway: members.Length == 0 ? "" : members + ",");
        // The last of two members of a name is an error; the tests bring their own policies.
        if (members.Contains("\"Policies\"", StringComparison.Ordinal)) text = text.Replace("\"Policies\": {},", "", StringComparison.Ordinal);
        return await ConfigTexts.LoadValidAsync(text);
    }
}
