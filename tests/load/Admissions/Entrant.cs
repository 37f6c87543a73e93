using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Processes;

namespace Gateway.LoadTests.Admissions;

/// <summary>One or more instances of a server that are to hold one limit together.</summary>
/// <param name="title">What the table calls it.</param>
/// <param name="how">Its rule, in its own words.</param>
/// <param name="counting">What kind of rule that is.</param>
/// <param name="instances">How many instances the load is shared out to.</param>
internal abstract class Entrant(string title, string how, Counting counting, int instances) : IAsyncDisposable
{
    private readonly List<ManagedProcess> _processes = [];

    public string Title { get; } = title;

    public string How { get; } = how;

    public Counting Counting { get; } = counting;

    /// <summary>Where each instance listens, with TLS.</summary>
    public IReadOnlyList<int> Ports { get; } = [.. Enumerable.Range(0, instances).Select(static _ => LoopbackPort.Free())];

    public virtual Tool? Needs => null;

    public abstract Task StartAsync(Site site, Quota quota, CancellationToken cancellation);

    public async ValueTask DisposeAsync()
    {
        for (var i = _processes.Count - 1; i >= 0; i--) await _processes[i].DisposeAsync();
        _processes.Clear();
    }

    /// <summary>Starts an instance and waits until it listens.</summary>
    protected async Task LaunchAsync(int instance, Site site, string file, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var process = ManagedProcess.Start($"{Title} {instance + 1}", site.Cores.Server, file, arguments);
        _processes.Add(process);
        await process.WaitUntilAsync(token => LoopbackPort.ListensAsync(Ports[instance], token), cancellation);
    }
}
