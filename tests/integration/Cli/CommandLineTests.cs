using System.Diagnostics;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Cli;

/// <summary>The command line as a person meets it.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public async Task Keys_CreateListRevoke_ManageTheFile()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.FullPath, "partners.keys.json");
        var pepper = folder.Write("pepper", new string('p', 32) + "\n");

        var created = await GatewayProcess.RunAsync(
            folder, "keys", "create", "--file", file, "--pepper-file", pepper, "--consumer", "acme", "--scope", "orders:read", "--role", "reader");
        Assert.Equal(0, created.ExitCode);
        var key = Assert.Single(created.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var id = key.Split('_')[1];
        Assert.DoesNotContain(key, await File.ReadAllTextAsync(file), StringComparison.Ordinal);

        var listed = await GatewayProcess.RunAsync(folder, "keys", "list", "--file", file);
        Assert.Contains($"{id}  acme                    active    never                 orders:read role:reader", listed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(key, listed.Output, StringComparison.Ordinal);

        var rotated = await GatewayProcess.RunAsync(folder, "keys", "rotate", id, "--file", file, "--pepper-file", pepper, "--overlap-hours", "0");
        Assert.Equal(0, rotated.ExitCode);
        Assert.NotEqual(key, rotated.Output.Trim());
        var after = (await GatewayProcess.RunAsync(folder, "keys", "list", "--file", file)).Output;
        Assert.Contains($"{id}  acme                    expired", after, StringComparison.Ordinal);
        Assert.Contains($"{rotated.Output.Split('_')[1]}  acme                    active", after, StringComparison.Ordinal);

        Assert.Equal(0, (await GatewayProcess.RunAsync(folder, "keys", "revoke", id, "--file", file)).ExitCode);
        Assert.Contains("revoked", (await GatewayProcess.RunAsync(folder, "keys", "list", "--file", file)).Output, StringComparison.Ordinal);

        var unknown = await GatewayProcess.RunAsync(folder, "keys", "revoke", "nobody", "--file", file);
        Assert.Equal((1, "gateway keys: found no key nobody; gateway keys list shows the keys\n"), (unknown.ExitCode, unknown.Errors));
    }

    [Fact]
    public async Task KeysCreate_SetWithoutItsFile_MakesItWhateverElseIsWrong()
    {
        using var folder = new TempFolder();
        var configuration = folder.Write("gateway.json", """
            { "Gateway": { "Nope": 1, "Https": { "Certificates": [ { "Path": "${env:NOT_SET}" } ] },
              "ApiKeys": { "partners": { "Path": "partners.keys.json", "Pepper": "${env:PEPPER}", "Prefix": "acme", "Header": "Host" },
                           "demo": { "Path": "${demo:api-keys}", "Pepper": "${demo:pepper}" } } } }
            """);
        var created = await RunAsync(new string('p', 32), "create", "--set", "partners", "--consumer", "acme");
        Assert.True(created.ExitCode == 0, created.Errors);
        Assert.StartsWith("acme_", created.Output, StringComparison.Ordinal);
        Assert.Contains(created.Output.Split('_')[1], await File.ReadAllTextAsync(folder.PathOf("partners.keys.json")), StringComparison.Ordinal);

        var listed = await RunAsync("", "list", "--set", "partners");
        Assert.True(listed.ExitCode == 0, listed.Errors);

        var mistaken = await RunAsync(new string('x', 32), "rotate", created.Output.Split('_')[1], "--set", "partners");
        Assert.Equal((1, ""), (mistaken.ExitCode, mistaken.Output));
        Assert.Contains("partners.keys.json: found a pepper that is not the one its keys were made with", mistaken.Errors, StringComparison.Ordinal);

        var none = await RunAsync("", "create", "--set", "partners", "--consumer", "acme");
        Assert.Equal(1, none.ExitCode);
        Assert.Equal(2, none.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("GW3004 Gateway:ApiKeys:partners:Pepper: found no pepper; allowed: at least 32 random bytes", none.Errors, StringComparison.Ordinal);

        var demo = await RunAsync("", "create", "--set", "demo", "--consumer", "acme");
        Assert.Equal(1, demo.ExitCode);
        Assert.Contains("Gateway:ApiKeys:demo:Path: found what the demo makes up for one run", demo.Errors, StringComparison.Ordinal);

        Task<(int ExitCode, string Output, string Errors)> RunAsync(string pepper, params string[] arguments) => GatewayProcess.RunAsync(
            folder, new Dictionary<string, string> { ["PEPPER"] = pepper }, ["keys", .. arguments, "--config", configuration]);
    }

    [Fact]
    public async Task Routes_ShowsEachValueWithItsSource()
    {
        using var folder = new TempFolder();
        var (exitCode, output, _) = await GatewayProcess.RunAsync(folder, "routes", "--config", Path.Combine(RepositoryRoot.Path, "config", "gateway.json"));
        Assert.Equal(0, exitCode);
        Assert.Contains("Scopes = [\"orders:read\"]    (gateway.json:", output, StringComparison.Ordinal);
        Assert.Contains("Gateway:PolicySets:partner:Authorization:Scopes)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithAnInvalidFile_SaysWhyAndDoesNotStart()
    {
        using var folder = new TempFolder();
        var path = folder.Write("gateway.json", "{ \"Gateway\": 1 }");
        var (exitCode, _, errors) = await GatewayProcess.RunAsync(folder, "--config", path);
        Assert.Equal(1, exitCode);
        Assert.Contains("(1,14): GW2002 Gateway: found 1; allowed: an object", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownOption_ExitsWithUsage()
    {
        using var folder = new TempFolder();
        Assert.Equal(2, (await GatewayProcess.RunAsync(folder, "--nope")).ExitCode);
    }

    [Fact]
    public async Task DotnetRun_StartsWhereTheExampleConfigurationIs()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            ArgumentList = { "msbuild", Path.Combine(RepositoryRoot.Path, "src", "Gateway"), "-getProperty:RunWorkingDirectory" },
        };
        using var msbuild = Process.Start(start)!;
        var folder = (await msbuild.StandardOutput.ReadToEndAsync()).Trim();
        await msbuild.WaitForExitAsync();
        Assert.True(File.Exists(Path.Combine(folder, "config", "gateway.json")), folder);
    }
}
