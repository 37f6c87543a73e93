using System.Text.Json;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Cli;

/// <summary>The command line as an operator and a pipeline meet it: findings with positions, exit codes.</summary>
public sealed class ValidateTests
{
    private const string EightMistakes = """
        {
          "Gateway": {
            "PublicHosts": ["localhost"],
            "Https": { "Port": 99999, "Certificates": [{ "Path": "localhost.crt", "KeyPath": "localhost.key" }] },
            "Limts": {},
            "Policies": { "SecurityHeaders": { "FrameOptions": "MAYBE" } }
          },
          "ReverseProxy": {
            "Routes": {
              "a": {
                "ClusterId": "bakend",
                "Match": { "Path": "/a" },
                "Policies": { "Authentication": { "Anonymous": { "Reason": "a test" } }, "RateLimit": { "each": { "By": ["Address"], "Permits": 0, "Window": "1s" } } }
              },
              "b": { "ClusterId": "backend", "Match": { "Path": "/b" } },
              "c": {
                "ClusterId": "backend",
                "Match": { "Path": "/c" },
                "Timeout": "soon",
                "Policies": { "Authentication": { "Schemes": ["Jwt:nobody"] }, "Authorization": { "AnyAuthenticated": true } }
              }
            },
            "Clusters": { "backend": { "Destinations": { "a": { "Address": "http://127.0.0.1:9/" } } } }
          }
        }
        """;

    private static readonly (int Line, string At, string Code, string Path)[] Expected =
    [
        (4, "99999", "GW2004", "Gateway:Https:Port"),
        (5, "\"Limts\"", "GW2001", "Gateway:Limts"),
        (6, "\"MAYBE\"", "GW2005", "Gateway:Policies:SecurityHeaders:FrameOptions"),
        (11, "\"bakend\"", "GW3001", "ReverseProxy:Routes:a:ClusterId"),
        (13, "0, \"Window\"", "GW2004", "ReverseProxy:Routes:a:Policies:RateLimit:each:Permits"),
        (15, "{ \"ClusterId\"", "GW3003", "ReverseProxy:Routes:b:Policies"),
        (19, "\"soon\"", "GW2005", "ReverseProxy:Routes:c:Timeout"),
        (20, "\"Jwt:nobody\"", "GW3001", "ReverseProxy:Routes:c:Policies:Authentication:Schemes[0]"),
    ];

    [Fact]
    public async Task Validate_EightDifferentMistakes_ReportsAllWithLineAndColumn()
    {
        using var folder = new TempFolder();
        var path = WriteMistakes(folder);
        var run = await GatewayProcess.RunAsync(folder, "validate", "--config", path);
        Assert.Equal(1, run.ExitCode);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Expected.Length + 1, lines.Length);
        Assert.Equal(8, Expected.Length);
        foreach (var (line, at, code, where) in Expected)
            Assert.Contains(lines, text => text.StartsWith($"{path}({line},{Column(line, at)}): {code} {where}: found ", StringComparison.Ordinal) && text.Contains("; allowed: ", StringComparison.Ordinal));
        Assert.Contains("did you mean \"Limits\"?", run.Output);
        Assert.Contains("did you mean \"backend\"?", run.Output);
        Assert.Contains("8 errors", lines[^1]);
    }

    [Fact]
    public async Task Validate_AsJson_ParsesAndSaysTheSame()
    {
        using var folder = new TempFolder();
        var path = WriteMistakes(folder);
        var run = await GatewayProcess.RunAsync(folder, "validate", "--json", "-c", path);
        Assert.Equal(1, run.ExitCode);
        var findings = JsonElement.Parse(run.Output).EnumerateArray().ToArray();
        Assert.Equal(
            Expected.Select(e => (e.Line, Column(e.Line, e.At), e.Code, e.Path, "error", path)),
            findings.Select(f => (
                f.GetProperty("line").GetInt32(), f.GetProperty("column").GetInt32(), f.GetProperty("code").GetString()!,
                f.GetProperty("path").GetString()!, f.GetProperty("severity").GetString()!, f.GetProperty("file").GetString()!)));
        Assert.All(findings, f => Assert.NotEmpty(f.GetProperty("allowed").GetString()!));
    }

    [Fact]
    public async Task Run_EightMistakes_DoesNotStart()
    {
        using var folder = new TempFolder();
        var path = WriteMistakes(folder);
        foreach (var arguments in (string[][])[["run", "--config", path], ["--config", path]])
        {
            var run = await GatewayProcess.RunAsync(folder, arguments);
            Assert.Equal(1, run.ExitCode);
            Assert.Equal("", run.Output);
            Assert.All(Expected, e => Assert.Contains($"({e.Line},{Column(e.Line, e.At)}): {e.Code}", run.Errors));
            Assert.Contains("not valid; the gateway does not start", run.Errors);
        }
    }

    [Fact]
    public async Task Validate_DemoConfiguration_IsValid()
    {
        using var folder = new TempFolder();
        var run = await GatewayProcess.RunAsync(folder, "validate", "--config", Path.Combine(RepositoryRoot.Path, "config", "gateway.json"));
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Contains("0 errors", run.Output);

        var json = await GatewayProcess.RunAsync(folder, "validate", "--json", "--config", Path.Combine(RepositoryRoot.Path, "config", "gateway.json"));
        Assert.Equal(0, json.ExitCode);
        Assert.All(JsonElement.Parse(json.Output).EnumerateArray(), f => Assert.Equal("warning", f.GetProperty("severity").GetString()));
    }

    [Fact]
    public async Task Validate_WhatIsNoConfiguration_SaysSo()
    {
        using var folder = new TempFolder();
        var missing = await GatewayProcess.RunAsync(folder, "validate", "--config", folder.PathOf("nowhere.json"));
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("GW1001", missing.Output);
        var broken = await GatewayProcess.RunAsync(folder, "validate", "--config", folder.Write("broken.json", "{\n  \"Gateway\": {\n    \"Https\" 8443\n"));
        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("(3,13): GW1002", broken.Output);
    }

    [Theory]
    [InlineData("validate", "--nonsense")]
    [InlineData("nonsense")]
    [InlineData("validate", "--config")]
    [InlineData("run", "extra")]
    public async Task CommandLine_ThatIsWrong_Exits2(params string[] arguments)
    {
        using var folder = new TempFolder();
        var run = await GatewayProcess.RunAsync(folder, arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.NotEqual("", run.Errors);
    }

    private static string WriteMistakes(TempFolder folder)
    {
        // The certificate is good: it is no ninth mistake.
        using var pki = new TestPki();
        CertificateWriter.WritePem(folder.FullPath, "localhost", pki.Server("localhost"));
        return folder.Write("gateway.json", EightMistakes);
    }

    private static int Column(int line, string at) => EightMistakes.Split('\n')[line - 1].IndexOf(at, StringComparison.Ordinal) + 1;
}
