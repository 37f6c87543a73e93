using Gateway.Hosting;
using Gateway.Hosting.Reload;
using Gateway.Hosting.Tls;
using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Configuration;

namespace Gateway.Cli;

/// <summary>A configuration being worked on by a command, with the demo material that it may ask for.</summary>
internal sealed class ConfigurationSession : IAsyncDisposable
{
    private ConfigurationSession(IDemo demo, ApiKeySets keys, ConfigurationSource source, LoadResult result)
    {
        Demo = demo;
        Keys = keys;
        Source = source;
        Result = result;
    }

    public IDemo Demo { get; }

    /// <summary>The key sets that the configuration was checked with.</summary>
    public ApiKeySets Keys { get; }

    /// <summary>Where the configuration came from, for reloads.</summary>
    public ConfigurationSource Source { get; }

    public LoadResult Result { get; }

    public static async Task<ConfigurationSession> LoadAsync(string path, TimeProvider time)
    {
        var demo = DemoVariant.Create(time);
        var keys = new ApiKeySets();
        var certificates = new CertificateStore(time);
        var source = new ConfigurationSource(path, GatewayConfigurationLoader.Create(demo, keys, certificates, time), certificates);
        return new ConfigurationSession(demo, keys, source, await source.Loader.LoadAsync(path));
    }

    public ValueTask DisposeAsync() => Demo.DisposeAsync();
}
