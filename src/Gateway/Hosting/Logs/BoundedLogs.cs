namespace Gateway.Hosting.Logs;

/// <summary>
/// The loggers of the server, held to a line of each kind a minute: whoever opens connections can make it write warnings and worse at will (22
/// lines at level Critical for one flood of resets, a stack trace for one byte of HPACK), which would hide what matters and fill the disk.
/// </summary>
internal sealed class BoundedLogs(ILoggerFactory inner, TimeProvider time) : ILoggerFactory
{
    private const string Server = "Microsoft.AspNetCore.Server.Kestrel";

    public ILogger CreateLogger(string categoryName)
    {
        var logger = inner.CreateLogger(categoryName);
        return categoryName.StartsWith(Server, StringComparison.Ordinal) ? new BoundedLogger(logger, time) : logger;
    }

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();
}
