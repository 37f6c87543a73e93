using System.Text;

namespace Gateway.Policies.Configuration.Reading;

/// <summary>
/// Reads the configuration: one pass per file into located nodes, interpolation, includes. Everything that is wrong is reported;
/// nothing is thrown. Unknown members are the binder's concern.
/// </summary>
internal sealed class ConfigReader
{
    public const int MaxFileBytes = 16 << 20;

    private readonly ConfigErrors _errors;
    private readonly ConfigInterpolation _interpolation;
    private readonly List<string> _files = [];
    private readonly List<string> _directories = [];
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private bool _failed;

    private ConfigReader(ConfigErrors errors, ConfigInterpolation interpolation)
    {
        _errors = errors;
        _interpolation = interpolation;
    }

    /// <summary>Reads a file and what it includes.</summary>
    public static ConfigDocument Read(string path, ConfigErrors errors, ConfigInterpolation interpolation)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            errors.Add(new ConfigError(ConfigErrorCode.FileUnreadable, new ConfigLocation(path, 1, 1), "", "no usable path", "the path of a file"));
            return new ConfigDocument(null, [], []);
        }

        var reader = new ConfigReader(errors, interpolation);
        return reader.Finish(reader.ReadFile(path, new ConfigLocation(path, 1, 1), ConfigErrorCode.FileUnreadable), path);
    }

    /// <summary>Reads a text as if it stood in the file <paramref name="path"/>; includes and ${file:} are looked up beside it.</summary>
    public static ConfigDocument ReadText(string text, string path, ConfigErrors errors, ConfigInterpolation interpolation) =>
        ReadBytes(Encoding.UTF8.GetBytes(text), path, errors, interpolation);

    /// <inheritdoc cref="ReadText"/>
    public static ConfigDocument ReadBytes(ReadOnlySpan<byte> text, string path, ConfigErrors errors, ConfigInterpolation interpolation)
    {
        var reader = new ConfigReader(errors, interpolation);
        reader.Remember(path);
        return reader.Finish(reader.Parse(text, path), path);
    }

    private ConfigDocument Finish(ConfigObject? root, string path)
    {
        if (root is not null) root = AddIncludes(root, path);
        // A tree with holes would only give errors about references into the file that is broken.
        return new ConfigDocument(_failed ? null : root, _files, _directories);
    }

    private ConfigObject AddIncludes(ConfigObject root, string path)
    {
        var include = root.Find("Include")?.Value;
        root = WithoutDirectives(root);
        if (include is null) return root;
        if (include is not ConfigArray array)
        {
            _errors.Add(ConfigErrorCode.WrongType, include, include.Describe(), "an array of file names or patterns");
            return root;
        }

        foreach (var item in array.Items)
        {
            if (item is not ConfigScalar { Kind: ConfigScalarKind.Text } pattern)
                _errors.Add(ConfigErrorCode.WrongType, item, item.Describe(), "a file name or pattern");
            else if (!pattern.IsUnresolved)
                root = AddInclude(root, path, pattern);
        }

        return root;
    }

    private ConfigObject AddInclude(ConfigObject root, string path, ConfigScalar pattern)
    {
        var matches = IncludePattern.Expand(Path.GetDirectoryName(path) ?? "", pattern.Text, _directories);
        if (matches.Count == 0)
        {
            var severity = IncludePattern.HasWildcard(pattern.Text) ? ConfigSeverity.Warning : ConfigSeverity.Error;
            _errors.Add(new ConfigError(
                ConfigErrorCode.Include, pattern.Location, pattern.Path, $"{pattern.Describe()}, which matches no file",
                "a file, or a pattern with * and ? that matches files, relative to this one", severity));
        }

        foreach (var match in matches)
        {
            if (_read.Contains(Path.GetFullPath(match)))
            {
                _errors.Add(ConfigErrorCode.Include, pattern, $"{match} again", "each file once, and not the including file itself");
                continue;
            }

            var included = ReadFile(match, pattern.Location, ConfigErrorCode.Include);
            if (included is null) continue;
            if (included.Find("Include") is { } nested)
                _errors.Add(new ConfigError(ConfigErrorCode.Include, nested.NameLocation, "Include", "an include in an included file", "includes in the main file only"));
            root = IncludeMerge.Merge(root, WithoutDirectives(included), _errors);
        }

        return root;
    }

    private ConfigObject? ReadFile(string path, ConfigLocation askedAt, string unreadable)
    {
        Remember(path);
        var file = BoundedFile.Read(path, MaxFileBytes);
        if (file.Bytes is not null) return Parse(file.Bytes, path);
        _failed = true;
        var code = file.IsTooLarge ? ConfigErrorCode.TooLarge : unreadable;
        _errors.Add(new ConfigError(code, askedAt, path, $"{Path.GetFullPath(path)}: {file.Problem}", $"a readable file of at most {MaxFileBytes} bytes"));
        return null;
    }

    private ConfigObject? Parse(ReadOnlySpan<byte> text, string path)
    {
        var context = new InterpolationContext(Path.GetDirectoryName(Path.GetFullPath(path))!, _files);
        var node = ConfigParser.Parse(text, path, _errors, _interpolation, context);
        if (node is ConfigObject root) return root;
        _failed = true;
        if (node is not null) _errors.Add(ConfigErrorCode.WrongType, node, node.Describe(), "an object");
        return null;
    }

    private void Remember(string path)
    {
        var full = Path.GetFullPath(path);
        _read.Add(full);
        if (!_files.Contains(full)) _files.Add(full);
    }

    private static ConfigObject WithoutDirectives(ConfigObject root) =>
        new(root.Location, root.Path, [.. root.Members.Where(static m => m.Name is not ("Include" or "$schema"))]);
}
