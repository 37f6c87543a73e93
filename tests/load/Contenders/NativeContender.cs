using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Processes;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Contenders;

/// <summary>nginx or HAProxy: one process with one configuration file that serves every scenario by path on one TLS port.</summary>
internal abstract class NativeContender(string name, Tool tool, Site site) : Contender(name)
{
    private ManagedProcess? _process;

    protected Site Site { get; } = site;

    protected int Port { get; } = LoopbackPort.Free();

    public override async Task StartAsync(IReadOnlyCollection<Scenario> scenarios, CancellationToken cancellation)
    {
        var path = Site.Write($"{Name}.conf", Configuration());
        _process = Launch(Name, Site.Cores.Server, tool.FindOrThrow(), Arguments(path));
        await _process.WaitUntilAsync(token => LoopbackPort.ListensAsync(Port, token), cancellation);
    }

    public override IReadOnlyList<Uri> AddressesOf(Scenario scenario) => [new Uri($"https://127.0.0.1:{Port}/")];

    public override Task<Counters> ReadAsync(Scenario scenario, CancellationToken cancellation)
    {
        _process!.EnsureRuns();
        return Task.FromResult(new Counters(_process.ProcessorTime));
    }

    protected abstract string Configuration();

    protected abstract IEnumerable<string> Arguments(string configurationPath);
}
