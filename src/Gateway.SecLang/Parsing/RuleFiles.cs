using System.IO.Enumeration;

namespace Gateway.SecLang.Parsing;

/// <summary>Finds the files that a path with <c>*</c> and <c>?</c> names, in ordinal order as Include promises.</summary>
internal static class RuleFiles
{
    public static bool IsPattern(string path) => path.AsSpan().IndexOfAny("*?[") >= 0;

    /// <summary>Full paths; empty where nothing is found.</summary>
    public static List<string> Find(string pattern, string baseFolder)
    {
        var full = Path.GetFullPath(pattern, baseFolder);
        if (!IsPattern(full)) return File.Exists(full) ? [full] : Directory.Exists(full) ? FilesOf(full, "*") : [];
        var folders = new List<string> { Path.GetPathRoot(full)! };
        var segments = full[folders[0].Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < segments.Length - 1; i++)
        {
            var segment = segments[i];
            folders = IsPattern(segment)
                ? [.. folders.Where(Directory.Exists).SelectMany(f => Directory.GetDirectories(f)).Where(f => Matches(segment, Path.GetFileName(f))).Order(StringComparer.Ordinal)]
                : folders.ConvertAll(f => Path.Combine(f, segment));
        }

        return [.. folders.Where(Directory.Exists).SelectMany(f => FilesOf(f, segments[^1]))];
    }

    private static List<string> FilesOf(string folder, string pattern) =>
        [.. Directory.GetFiles(folder).Where(f => Matches(pattern, Path.GetFileName(f))).Order(StringComparer.Ordinal)];

    private static bool Matches(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false) && (pattern.StartsWith('.') || !name.StartsWith('.'));
}
