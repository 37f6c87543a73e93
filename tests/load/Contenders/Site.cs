using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Contenders;

/// <summary>Where contenders are built: on which cores, in front of which backend, with which material.</summary>
internal sealed record Site(CoreSplit Cores, Material Material, int BackendPort, int RedisPort, int Replicas)
{
    /// <summary>Variables of every server built with .NET, beside those of this process.</summary>
    public IReadOnlyDictionary<string, string> ServerEnvironment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string Backend => $"http://127.0.0.1:{BackendPort}/";

    public string Write(string name, string content) => Material.Folder.Write(name, content);
}
