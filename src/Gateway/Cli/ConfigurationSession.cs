using Gateway.Demo;
using Gateway.Hosting;
using Gateway.Policies.Configuration;

namespace Gateway.Cli;

/// <summary>A configuration being worked on by a command, with the demo material that it may ask for.</summary>
internal sealed class ConfigurationSession : IAsyncDisposable
{
    private ConfigurationSession(DemoMaterial demo, LoadResult result)
    {
        Demo = demo;
        Result = result;
    }

    public DemoMaterial Demo { get; }

    public LoadResult Result { get; }

    public static async Task<ConfigurationSession> LoadAsync(string path, TimeProvider time)
    {
        var demo = new DemoMaterial(time);
        var result = await GatewayConfigurationLoader.Create(demo, time).LoadAsync(path);
        return new ConfigurationSession(demo, result);
    }

    public ValueTask DisposeAsync() => Demo.DisposeAsync();
}
