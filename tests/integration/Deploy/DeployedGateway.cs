using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.Redis;

namespace Gateway.IntegrationTests.Deploy;

/// <summary>What a shipped configuration says about ports and stopping, for comparison with what surrounds it.</summary>
internal sealed record DeployedGateway(int Https, int Http, int Health, TimeSpan Drain, int Replicas)
{
    public static DeployedGateway Read(params string[] path)
    {
        var text = File.ReadAllText(Path.Combine([RepositoryRoot.Path, .. path]));
        var gateway = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!["Gateway"]!;
        var defaults = new DrainOptions();
        return new(
            Port("Https", new HttpsOptions().Port), Port("Http", new HttpOptions().Port), Port("Health", new HealthOptions().Port),
            Time("Delay", defaults.Delay) + Time("Timeout", defaults.Timeout),
            gateway["Redis"]?[nameof(RedisOptions.Replicas)]?.GetValue<int>() ?? 1);

        int Port(string listener, int fallback) => gateway[listener]!["Port"]?.GetValue<int>() ?? fallback;
        TimeSpan Time(string name, TimeSpan fallback) =>
            gateway[nameof(GatewayOptions.Drain)]?[name]?.GetValue<string>() is not { } duration ? fallback
                : Duration.TryParse(duration, out var time) ? time : throw new FormatException(duration);
    }
}
