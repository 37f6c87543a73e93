namespace Gateway.SecLang.Parsing;

/// <summary>What is wrong, or left out, at one place of the rules.</summary>
internal sealed record Diagnostic(SourcePosition Position, bool IsError, string Message)
{
    public override string ToString() => $"{Position}: {Message}";
}

/// <summary>
/// Everything found while rules are read and compiled: reading goes on after an error, so that an operator sees all of them at once.
/// A warning names what is accepted and has no effect; the same words are given once.
/// </summary>
internal sealed class Diagnostics
{
    /// <summary>A file that is no rule file at all has an error in every line: past this nobody reads on.</summary>
    private const int MaxEntries = 500;

    private readonly List<Diagnostic> _entries = [];
    private readonly HashSet<string> _warned = [];

    public IReadOnlyList<Diagnostic> Entries => _entries;

    public bool HasErrors { get; private set; }

    public void Error(SourcePosition position, string message)
    {
        HasErrors = true;
        if (_entries.Count < MaxEntries) _entries.Add(new Diagnostic(position, IsError: true, message));
    }

    public void WarnOnce(SourcePosition position, string message)
    {
        if (_warned.Count < MaxEntries && _warned.Add(message)) _entries.Add(new Diagnostic(position, IsError: false, message));
    }
}
