using System.Globalization;

namespace Gateway.Hosting.Descriptors;

/// <summary>How many file descriptors the process has open, and how many it may have.</summary>
/// <param name="Open">Those that are open; 0 when that cannot be found out for want of one.</param>
/// <param name="Limit">The soft limit (RLIMIT_NOFILE), which may change while the process runs.</param>
internal readonly record struct DescriptorCount(long Open, long Limit)
{
    public bool IsExhausted => Open == 0;
}

/// <summary>Reads it from the system; nothing on systems that have no /proc.</summary>
internal class DescriptorUse
{
    private const string Row = "Max open files";
    private const int TooManyOpen = 24;
    private const int TooManyOpenInSystem = 23;

    /// <summary>Null when it cannot be told.</summary>
    public virtual DescriptorCount? Read()
    {
        try
        {
            var limit = File.ReadLines("/proc/self/limits").FirstOrDefault(static l => l.StartsWith(Row, StringComparison.Ordinal));
            if (limit?[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var soft, ..] || !long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var most)) return null;
            return new(Directory.EnumerateFileSystemEntries("/proc/self/fd").LongCount(), most);
        }
        // The errno, as the runtime hands it on.
        catch (IOException error) when (error.HResult is TooManyOpen or TooManyOpenInSystem)
        {
            return new(0, 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
