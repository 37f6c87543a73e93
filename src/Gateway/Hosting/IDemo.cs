using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Reading;

namespace Gateway.Hosting;

/// <summary>
/// What a configuration may ask of the demo: things made up for one run, named <c>${demo:NAME}</c>. Nothing else of the host knows
/// the demo, so a build can leave it out.
/// </summary>
internal interface IDemo : IAsyncDisposable
{
    /// <summary>Keeps the demo where it does no harm.</summary>
    IConfigurationCheck Check { get; }

    /// <summary>The source <c>${demo:NAME}</c>.</summary>
    InterpolationResult Resolve(string name, InterpolationContext context);

    /// <summary>Starts what the configuration asked for.</summary>
    Task StartAsync();

    /// <summary>Tells a person what was made up and what to try.</summary>
    void Describe(TextWriter output, LoadedConfiguration configuration, PublicAddresses addresses);
}
