using System.Globalization;
using Gateway.LoadTests.Cli;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Processes;
using Gateway.LoadTests.Scenarios;
using Gateway.LoadTests.Servers;

namespace Gateway.LoadTests.Contenders;

/// <summary>YARP without anything of ours.</summary>
internal sealed class YarpContender(Site site, HttpClient control) : Contender(CaseCatalog.Yarp)
{
    private readonly int _http = LoopbackPort.Free();
    private readonly int _https = LoopbackPort.Free();
    private readonly int _control = LoopbackPort.Free();
    private ManagedProcess? _process;

    public override async Task StartAsync(IReadOnlyCollection<Scenario> scenarios, CancellationToken cancellation)
    {
        _process = Launch(Name, site.Cores.Server, site.ServerEnvironment, OwnProgram.LoadTests,
            BareYarpCommand.Name, "--http", Text(_http), "--https", Text(_https), "--control", Text(_control),
            "--certificate", site.Material.CertificatePath, "--key", site.Material.KeyPath, "--backend", site.Backend);
        await _process.WaitUntilAsync(token => LoopbackPort.ListensAsync(_https, token), cancellation);
    }

    public override IReadOnlyList<Uri> AddressesOf(Scenario scenario) =>
        [scenario.IsPlain ? new Uri($"http://127.0.0.1:{_http}/") : new Uri($"https://127.0.0.1:{_https}/")];

    public override async Task<Counters> ReadAsync(Scenario scenario, CancellationToken cancellation)
    {
        _process!.EnsureRuns();
        var allocated = await control.GetStringAsync($"http://127.0.0.1:{_control}{BareYarp.AllocatedPath}", cancellation);
        return new Counters(_process.ProcessorTime) { AllocatedBytes = double.Parse(allocated, CultureInfo.InvariantCulture) };
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
