using Gateway.Demo;
using Gateway.Hosting;
using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Configuration;

namespace Gateway.Cli;

/// <summary>A configuration being worked on by a command, with the demo material that it may ask for.</summary>
internal sealed class ConfigurationSession : IAsyncDisposable
{
    private ConfigurationSession(DemoMaterial demo, ApiKeySets keys, LoadResult result)
    {
        Demo = demo;
        Keys = keys;
        Result = result;
    }

    public DemoMaterial Demo { get; }

    /// <summary>The key sets that the configuration was checked with.</summary>
    public ApiKeySets Keys { get; }

    public LoadResult Result { get; }

    public static async Task<ConfigurationSession> LoadAsync(string path, TimeProvider time)
    {
        var demo = new DemoMaterial(time);
        var keys = new ApiKeySets();
        var result = await GatewayConfigurationLoader.Create(demo, keys, time).LoadAsync(path);
        return new ConfigurationSession(demo, keys, result);
    }

    public ValueTask DisposeAsync() => Demo.DisposeAsync();
}
