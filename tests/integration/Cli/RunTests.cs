using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Cli;

/// <summary><c>gateway run</c> in a terminal: what it says at the start and at the end.</summary>
public sealed class RunTests
{
    [Fact]
    public async Task Run_SaysWhereItListensAndThatASecondSignalEndsIt()
    {
        using var folder = new TempFolder();
        var (https, admin) = (RedisServer.FreePort(), RedisServer.FreePort());
        var path = folder.Write("gateway.json", $$"""
            { "Gateway": { "Demo": true, "PublicHosts": [ "localhost" ], "Drain": { "Delay": "40s" },
                "Https": { "Address": "127.0.0.1", "Port": {{https}}, "Certificates": [ { "Path": "${demo:certificate}", "KeyPath": "${demo:certificate-key}" } ] },
                "Admin": { "Port": {{admin}} } },
              "ReverseProxy": {
                "Routes": { "orders": { "ClusterId": "b", "Match": { "Path": "/orders" }, "Policies": { "Authentication": { "Anonymous": { "Reason": "a test" } } } } },
                "Clusters": { "b": { "Destinations": { "d": { "Address": "${demo:backend}" } } } } } }
            """);
        await using var gateway = GatewayProcess.Start(folder, "--config", path);
        await gateway.WaitForErrorsAsync("Try it");
        Assert.Contains($"\n  http://127.0.0.1:{admin}  admin\n", gateway.Errors, StringComparison.Ordinal);

        var second = await GatewayProcess.RunAsync(folder, "--config", path);
        Assert.Equal(1, second.ExitCode);
        Assert.EndsWith($"{path}: Gateway:Https:Port: cannot listen on 127.0.0.1:{https}: another process listens there\n", second.Errors, StringComparison.Ordinal);

        await gateway.SignalAsync("-TERM");
        await gateway.WaitForErrorsAsync("stopping: draining, at most 75 s; once more ends at once");
        Assert.False(gateway.HasExited);
        await Eventually.Async(
            async () =>
            {
                if (!gateway.HasExited) await gateway.SignalAsync("-TERM");
                return gateway.HasExited;
            },
            TimeSpan.FromSeconds(20),
            "the end");
        // Not SIGINT: a shell that starts tests in the background has them ignore it, and .NET respects that.
        Assert.Equal(143, await gateway.WaitForExitAsync());
    }
}
