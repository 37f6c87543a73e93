using System.Collections.Concurrent;

namespace Gateway.Policies.Events.Lines;

/// <summary>The outputs of the process: whoever names the same place gets the same object.</summary>
internal sealed class LineOutputs(TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, LineOutput> _outputs = new(StringComparer.Ordinal);

    /// <summary>Names of the places that refused the last write, for readiness detail.</summary>
    public IEnumerable<string> Failing => _outputs.Values.Where(o => o.IsFailing).Select(o => o.Name);

    /// <summary>The output for a file, or standard output when no path is given.</summary>
    public LineOutput For(string? path) => string.IsNullOrEmpty(path)
        ? _outputs.GetOrAdd("", static _ => StreamLineOutput.StandardOutput())
        : _outputs.GetOrAdd(Path.GetFullPath(path), static (full, clock) => new FileLineOutput(full, clock), time);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var output in _outputs.Values) output.Dispose();
    }
}
