using System.IO.Enumeration;
using System.Security;

namespace Gateway.Policies.Configuration.Reading;

/// <summary>
/// Expands an include: '*' and '?' match within one path segment, and not a leading dot (editors leave ".#orders.json" behind).
/// Matches come in ordinal order, so that two machines read the same configuration.
/// </summary>
internal static class IncludePattern
{
    public static bool HasWildcard(string pattern) => pattern.AsSpan().ContainsAny('*', '?');

    /// <summary>Files that match, as paths that begin as <paramref name="directory"/> does, for messages.</summary>
    public static IReadOnlyList<string> Expand(string directory, string pattern, ICollection<string> searched)
    {
        var rooted = Path.IsPathRooted(pattern);
        IEnumerable<string> found = [rooted ? Path.GetPathRoot(pattern)! : directory];
        var segments = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < segments.Length; i++)
        {
            var (segment, isLast) = (segments[i], i == segments.Length - 1);
            found = HasWildcard(segment)
                ? found.SelectMany(d => Match(d, segment, isLast, searched))
                : found.Select(d => Path.Combine(d, segment)).Where(p => isLast ? File.Exists(p) : Directory.Exists(p.Length == 0 ? "." : p));
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Match(string directory, string segment, bool files, ICollection<string> searched)
    {
        var full = Path.GetFullPath(directory.Length == 0 ? "." : directory);
        if (!searched.Contains(full)) searched.Add(full);
        return Names(full, files)
            .Where(n => (n[0] != '.' || segment[0] == '.') && FileSystemName.MatchesSimpleExpression(segment, n, ignoreCase: false))
            .Order(StringComparer.Ordinal)
            .Select(n => Path.Combine(directory, n));
    }

    private static IReadOnlyList<string> Names(string directory, bool files)
    {
        try
        {
            return [.. (files ? Directory.EnumerateFiles(directory) : Directory.EnumerateDirectories(directory)).Select(p => Path.GetFileName(p)!)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException)
        {
            return []; // reported as a pattern that matches nothing
        }
    }
}
