using System.Text;

namespace Gateway.SecLang.Parsing;

/// <summary>Reads directives out of files, following Include and IncludeOptional.</summary>
internal sealed class RuleFileReader(BackslashReading backslashes, Diagnostics diagnostics)
{
    /// <summary>A file that includes itself would never end.</summary>
    private const int MaxDepth = 16;

    /// <summary>More than any rule set has; a device or a log named by mistake must not fill the memory.</summary>
    private const long MaxFileBytes = 16 * 1024 * 1024;

    /// <summary>The files that were read, in order: what a reload has to watch.</summary>
    public List<string> Files { get; } = [];

    /// <summary>The directives of all files that the pattern names.</summary>
    public IEnumerable<Directive> Read(string pattern, string baseFolder) => Read(pattern, baseFolder, new SourcePosition(pattern, 1, 1), optional: false, 0);

    /// <summary>The directives of a text that has no file, such as one from the gateway's own configuration.</summary>
    public IEnumerable<Directive> ReadText(string name, byte[] text, string baseFolder) => ReadLines(name, text, baseFolder, 0);

    private IEnumerable<Directive> Read(string pattern, string baseFolder, SourcePosition from, bool optional, int depth)
    {
        var files = Find(pattern, baseFolder, from);
        if (files is [] && !optional) diagnostics.Error(from, $"No file matches {pattern}.");
        foreach (var file in files ?? [])
        {
            var bytes = Load(file, from);
            if (bytes is null) continue;
            Files.Add(file);
            foreach (var directive in ReadLines(file, bytes, Path.GetDirectoryName(file)!, depth)) yield return directive;
        }
    }

    private IEnumerable<Directive> ReadLines(string file, byte[] bytes, string folder, int depth)
    {
        var reading = backslashes == BackslashReading.Auto ? Guess(bytes) : backslashes;
        foreach (var line in LineReader.Read(file, bytes))
        {
            var arguments = ArgumentLexer.Read(line, reading, diagnostics);
            if (arguments.Count == 0) continue;
            var name = arguments[0];
            var directive = new Directive(name.Text, name.Position, arguments.GetRange(1, arguments.Count - 1), reading);
            var optional = name.Text.Equals("IncludeOptional", StringComparison.OrdinalIgnoreCase);
            if (!optional && !name.Text.Equals("Include", StringComparison.OrdinalIgnoreCase))
            {
                yield return directive;
                continue;
            }

            if (arguments.Count != 2) diagnostics.Error(name.Position, $"{name.Text} has {arguments.Count - 1} arguments; 1 is allowed: a path.");
            else if (depth == MaxDepth) diagnostics.Error(name.Position, $"Includes are nested more than {MaxDepth} deep.");
            else
                foreach (var inner in Read(arguments[1].Text, folder, arguments[1].Position, optional, depth + 1)) yield return inner;
        }
    }

    /// <summary>Null where the path is none, or a folder on it cannot be looked into.</summary>
    private List<string>? Find(string pattern, string baseFolder, SourcePosition from)
    {
        try
        {
            return RuleFiles.Find(pattern, baseFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            diagnostics.Error(from, $"{pattern} cannot be looked for: {e.Message}");
            return null;
        }
    }

    private byte[]? Load(string file, SourcePosition from)
    {
        try
        {
            var info = new FileInfo(file);
            if (info.Length <= MaxFileBytes) return File.ReadAllBytes(file);
            diagnostics.Error(from, $"{file} has {info.Length} bytes; allowed: up to {MaxFileBytes}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Error(from, $"{file} cannot be read: {e.Message}");
        }

        return null;
    }

    /// <summary>Every file of CRS 3.x names its version.</summary>
    private static BackslashReading Guess(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        return text.Contains("OWASP_CRS/3.", StringComparison.Ordinal) || text.Contains("Core Rule Set ver.3.", StringComparison.Ordinal)
            ? BackslashReading.Apache
            : BackslashReading.Literal;
    }
}
