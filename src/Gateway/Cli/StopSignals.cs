using System.Runtime.InteropServices;

namespace Gateway.Cli;

/// <summary>
/// SIGINT and SIGTERM as a person meets them. The first has the host drain, and says so; one more ends the process at once, as somebody who asks
/// twice wants it.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    // Some send a signal twice and mean it once: coreutils' timeout sends it to the process and to its group.
    private static readonly TimeSpan Echo = TimeSpan.FromMilliseconds(300);

    // What a shell says of a process that a signal has ended: 128 and its number.
    private const int Interrupted = 130;
    private const int Terminated = 143;

    private readonly Lock _lock = new();
    private readonly TextWriter _output;
    private readonly TimeSpan _atMost;
    private readonly TimeProvider _time;
    private readonly Action<int> _exit;
    private readonly List<PosixSignalRegistration> _registrations = [];
    private long? _first;

    /// <param name="output">Where a person reads.</param>
    /// <param name="atMost">How long stopping takes at most.</param>
    /// <param name="time">The clock.</param>
    /// <param name="exit">Ends the process with an exit code.</param>
    public StopSignals(TextWriter output, TimeSpan atMost, TimeProvider time, Action<int> exit) =>
        (_output, _atMost, _time, _exit) = (output, atMost, time, exit);

    /// <summary>From now on; the host's own handlers begin the drain.</summary>
    public void Listen()
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Handle(context.Signal);
            }));
        }
    }

    public void Handle(PosixSignal signal)
    {
        lock (_lock)
        {
            if (_first is not { } first)
            {
                _first = _time.GetTimestamp();
                _output.WriteLine($"stopping: draining, at most {Math.Ceiling(_atMost.TotalSeconds):0} s; once more ends at once");
                _output.Flush();
                return;
            }

            if (_time.GetElapsedTime(first) < Echo) return;
        }

        _exit(signal is PosixSignal.SIGINT ? Interrupted : Terminated);
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }
}
