using System.Text;
using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Operators;

/// <summary>Lists of phrases and of addresses: one a line, whitespace at both ends goes, empty lines and those with <c>#</c> are left out.</summary>
internal static class ListFile
{
    /// <summary>
    /// The lines of all files that the argument names, with a space between names. A phrase of a file is literal, also its bars and backslashes: those of
    /// CRS 4 mean them so.
    /// </summary>
    public static List<byte[]>? Read(ReadOnlySpan<byte> argument, OperatorFiles files, out string? error)
    {
        var lines = new List<byte[]>();
        var names = Encoding.UTF8.GetString(argument).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        error = names.Length == 0 ? "found no file name; allowed: one or more paths" : null;
        foreach (var name in names)
        {
            if (name.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || name.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
                error = $"found '{name}'; allowed: paths of files, nothing is fetched from a network";
            else if (files.Read(name, out error) is { } bytes)
                AddLines(bytes, lines);
            if (error is not null) return null;
        }

        return error is null ? lines : null;
    }

    private static void AddLines(ReadOnlySpan<byte> file, List<byte[]> lines)
    {
        foreach (var range in file.Split((byte)'\n'))
        {
            var line = file[range].Trim(" \t\n\v\f\r"u8);
            if (!line.IsEmpty && line[0] != '#') lines.Add(line.ToArray());
        }
    }

    /// <summary>The words of an argument of <c>pm</c>.</summary>
    public static List<byte[]> Words(ReadOnlySpan<byte> text)
    {
        var words = new List<byte[]>();
        while (true)
        {
            var start = text.IndexOfAnyExcept(CBytes.Space);
            if (start < 0) return words;
            text = text[start..];
            var end = text.IndexOfAny(CBytes.Space);
            words.Add((end < 0 ? text : text[..end]).ToArray());
            if (end < 0) return words;
            text = text[end..];
        }
    }
}
