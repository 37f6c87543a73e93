using Gateway.IntegrationTests.Support;
using Gateway.Policies.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.UnitTests.Configuration.Loading;

/// <summary>Loads texts as the gateway loads its file, YARP's validation included. It is 2030-01-01.</summary>
internal static class ConfigTexts
{
    public const string Open = """{ "Authentication": { "Anonymous": { "Reason": "for tests" } } }""";

    private static readonly IConfigValidator Yarp = Validator();

    /// <summary>A configuration that is valid but for what is given.</summary>
    public static string Config(string? routes = null, string? clusters = null, string? policies = null, string? sets = null, string? gateway = null) => $$"""
        {
          "Gateway": {
            "PublicHosts": ["api.example.com", "*.shops.example.com", "[::1]"],
            "Https": { "Certificates": [{ "Path": "tls.crt", "KeyPath": "tls.key" }] },
            {{gateway}}
            "Policies": {{policies ?? "{}"}},
            "PolicySets": {{sets ?? "{}"}}
          },
          "ReverseProxy": {
            "Routes": {{routes ?? "{}"}},
            "Clusters": {{clusters ?? """{ "orders": { "Destinations": { "a": { "Address": "http://orders:8080/" } } } }"""}}
          }
        }
        """;

    /// <summary>An open route with a pattern and more members.</summary>
    public static string Route(string name, string path, string match = "", string more = "") =>
        $$"""{{Quote(name)}}: { "ClusterId": "orders", "Match": { "Path": {{Quote(path)}}{{match}} }, "Policies": {{Open}}{{more}} }""";

    public static string Routes(params string[] routes) => $"{{ {string.Join(", ", routes)} }}";

    public static string Cluster(string members, string destinations = """{ "a": { "Address": "http://orders:8080/" } }""") =>
        $$"""{ "orders": { "Destinations": {{destinations}}, {{members}} } }""";

    public static async Task<LoadResult> LoadAsync(string json)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-test");
        try
        {
            var path = Path.Combine(folder.FullName, "gateway.json");
            await System.IO.File.WriteAllTextAsync(path, json, TestContext.Current.CancellationToken);
            return await new ConfigurationLoader(Tree.Interpolation, [], Yarp, new FakeClock()).LoadAsync(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static async Task<LoadedConfiguration> LoadValidAsync(string json)
    {
        var result = await LoadAsync(json);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        return result.Configuration!;
    }

    /// <summary>Each error as "code path".</summary>
    public static async Task<IReadOnlyList<string>> ErrorsAsync(string json) => [.. (await LoadAsync(json)).Errors.Select(e => $"{e.Code} {e.Path}")];

    private static string Quote(string text) => $"\"{text}\"";

    private static IConfigValidator Validator()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddReverseProxy();
        return services.BuildServiceProvider().GetRequiredService<IConfigValidator>();
    }
}
