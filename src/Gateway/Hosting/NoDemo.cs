using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Reading;

namespace Gateway.Hosting;

/// <summary>A build without the demo: no code that makes up keys or tokens, and a configuration that asks for them is wrong.</summary>
internal sealed class NoDemo : IDemo, IConfigurationCheck
{
    public IConfigurationCheck Check => this;

    public InterpolationResult Resolve(string name, InterpolationContext context) => InterpolationResult.Failed(
        $"demo:{name}, and this build has no demo", "a value of your own, ${env:NAME} or ${file:PATH}; the demo is for \"dotnet run\"");

    void IConfigurationCheck.Check(GatewayFile file, OptionsValidation validation)
    {
        if (file.Gateway.Demo)
            validation.Error("Gateway:Demo", "true, and this build has no demo", "false", ConfigErrorCode.Conflict);
    }

    public Task StartAsync() => Task.CompletedTask;

    public void Describe(TextWriter output, LoadedConfiguration configuration, PublicAddresses addresses)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
