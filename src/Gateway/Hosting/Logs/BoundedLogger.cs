namespace Gateway.Hosting.Logs;

/// <summary>
/// Writes the first warning or error of each kind in a minute as it is, and when the minute is over how many there were beyond that. Nothing that
/// one connection can bring about is critical for the process, so that level becomes a warning.
/// </summary>
internal sealed partial class BoundedLogger(ILogger inner, TimeProvider time) : ILogger
{
    // The server has some dozens; texts without an id of their own are kinds by their text.
    private const int MostKinds = 128;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<(int Id, string Text), Kind> _kinds = [];
    private readonly Kind _others = new("other events");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel is LogLevel.Critical) logLevel = LogLevel.Warning;
        if (logLevel < LogLevel.Warning || IsFirst(eventId, eventId.Id == 0 ? formatter(state, null) : ""))
            inner.Log(logLevel, eventId, state, exception, formatter);
    }

    private bool IsFirst(EventId id, string text)
    {
        lock (_lock)
        {
            if (!_kinds.TryGetValue((id.Id, text), out var kind))
                kind = _kinds.Count < MostKinds ? _kinds[(id.Id, text)] = new(id.Id == 0 ? text : id.Name ?? $"event {id.Id}") : _others;
            if (kind.IsOpen)
            {
                kind.Held++;
                return false;
            }

            kind.IsOpen = true;
            kind.Timer ??= time.CreateTimer(_ => Close(kind), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            kind.Timer.Change(Window, Timeout.InfiniteTimeSpan);
            return true;
        }
    }

    private void Close(Kind kind)
    {
        long held;
        lock (_lock)
        {
            (held, kind.Held, kind.IsOpen) = (kind.Held, 0, false);
        }

        if (held > 0) LogHeld(inner, held, kind.Name);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} more within a minute of: {Kind}")]
    private static partial void LogHeld(ILogger logger, long count, string kind);

    private sealed class Kind(string name)
    {
        public string Name => name;

        public bool IsOpen { get; set; }

        public long Held { get; set; }

        public ITimer? Timer { get; set; }
    }
}
