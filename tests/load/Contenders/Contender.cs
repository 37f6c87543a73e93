using Gateway.LoadTests.Processes;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Contenders;

/// <summary>A server that takes part: its processes, where they listen, and what it can tell about itself.</summary>
internal abstract class Contender(string name) : IAsyncDisposable
{
    private readonly List<ManagedProcess> _processes = [];

    public string Name { get; } = name;

    public IReadOnlyList<int> ProcessIds => [.. _processes.Select(static p => p.Id)];

    /// <summary>Starts everything that these scenarios need and waits until it is ready.</summary>
    public abstract Task StartAsync(IReadOnlyCollection<Scenario> scenarios, CancellationToken cancellation);

    /// <summary>Where a scenario is served; one address for each replica.</summary>
    public abstract IReadOnlyList<Uri> AddressesOf(Scenario scenario);

    /// <summary>The counters of the processes that serve a scenario, as they are now.</summary>
    public abstract Task<Counters> ReadAsync(Scenario scenario, CancellationToken cancellation);

    public async ValueTask DisposeAsync()
    {
        for (var i = _processes.Count - 1; i >= 0; i--) await _processes[i].DisposeAsync();
        _processes.Clear();
    }

    protected ManagedProcess Launch(string what, string? cores, string file, params IEnumerable<string> arguments) =>
        Launch(what, cores, new Dictionary<string, string>(StringComparer.Ordinal), file, arguments);

    protected ManagedProcess Launch(string what, string? cores, IReadOnlyDictionary<string, string> environment, string file, params IEnumerable<string> arguments)
    {
        var process = ManagedProcess.Start(what, cores, environment, file, arguments);
        _processes.Add(process);
        return process;
    }
}
