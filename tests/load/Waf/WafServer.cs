using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Processes;

namespace Gateway.LoadTests.Waf;

/// <summary>A process that is measured, alone on the core that serves.</summary>
internal abstract class WafServer(WafSubject subject, Site site) : IAsyncDisposable
{
    private ManagedProcess? _process;

    public WafSubject Subject { get; } = subject;

    public bool HasRules => Subject is WafSubject.NginxRules or WafSubject.GatewayRules;

    public int Port { get; } = LoopbackPort.Free();

    /// <summary>Where it tells what it has refused.</summary>
    public abstract string LogPath { get; }

    protected Site Site { get; } = site;

    public async Task StartAsync(CancellationToken cancellation)
    {
        var (file, arguments) = Command();
        _process = ManagedProcess.Start(WafSubjects.TitleOf(Subject), Site.Cores.Server, file, arguments);
        await _process.WaitUntilAsync(token => LoopbackPort.ListensAsync(Port, token), cancellation);
    }

    /// <summary>Of the process and its workers since they began.</summary>
    public TimeSpan ProcessorTime()
    {
        _process!.EnsureRuns();
        return _process.ProcessorTime;
    }

    /// <summary>Bytes allocated since it began; null where it does not tell.</summary>
    public virtual Task<double?> AllocatedAsync(HttpClient control, CancellationToken cancellation) => Task.FromResult<double?>(null);

    /// <summary>The rules that have matched, from lines of its log; null: not told yet.</summary>
    public abstract IReadOnlyList<long>? RulesIn(IReadOnlyCollection<string> lines);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }

    protected abstract (string File, IReadOnlyList<string> Arguments) Command();
}
