using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Gateway.Policies.Configuration.Reading;

/// <summary>One pass over the UTF-8 text of one file into a tree of located nodes; strings are interpolated on the way.</summary>
internal ref struct ConfigParser
{
    public const int MaxDepth = 64;

    /// <summary>A file within the size limit could still become gigabytes of nodes ("[[],[],…").</summary>
    public const int MaxNodes = 1_000_000;

    /// <summary>Each value keeps its path: a long name around many values could become gigabytes, too.</summary>
    public const int MaxPathCharacters = 64 << 20;

    private const int SmallObject = 16;

    private readonly string _file;
    private readonly ConfigErrors _errors;
    private readonly ConfigInterpolation _interpolation;
    private readonly InterpolationContext _context;
    private Utf8JsonReader _reader;
    private PositionCursor _cursor;
    private int _nodes;
    private long _pathCharacters;

    private ConfigParser(
        ReadOnlySpan<byte> text, string file, ConfigErrors errors, ConfigInterpolation interpolation, InterpolationContext context)
    {
        _file = file;
        _errors = errors;
        _interpolation = interpolation;
        _context = context;
        _cursor = new PositionCursor(text, file);
        _reader = new Utf8JsonReader(text, new JsonReaderOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            MaxDepth = MaxDepth,
        });
    }

    /// <summary>The root of the file, or null after the reason was reported.</summary>
    public static ConfigNode? Parse(
        ReadOnlySpan<byte> text, string file, ConfigErrors errors, ConfigInterpolation interpolation, InterpolationContext context)
    {
        if (text.StartsWith(Encoding.UTF8.Preamble)) text = text[Encoding.UTF8.Preamble.Length..];
        if (!Utf8.IsValid(text))
        {
            var at = new PositionCursor(text, file).At(FirstInvalidByte(text));
            errors.Add(new ConfigError(ConfigErrorCode.Syntax, at, "", "bytes that are not UTF-8", "UTF-8 text"));
            return null;
        }

        var parser = new ConfigParser(text, file, errors, interpolation, context);
        try
        {
            parser._reader.Read();
            var root = parser.ReadValue("");
            while (parser._reader.Read())
            {
                // Only white space and comments may follow: anything else makes the reader throw.
            }

            return root;
        }
        catch (JsonException e)
        {
            var offset = PositionCursor.OffsetOf(text, e.LineNumber ?? 0, e.BytePositionInLine ?? 0);
            parser.Refuse(ConfigErrorCode.Syntax, new PositionCursor(text, file).At(offset), Explain(e));
        }
        catch (RefusedTextException e)
        {
            parser.Refuse(e.Code, new PositionCursor(text, file).At(e.Offset), e.Message);
        }

        return null;
    }

    private ConfigNode ReadValue(string path)
    {
        if (++_nodes > MaxNodes)
            throw new RefusedTextException(ConfigErrorCode.TooLarge, _reader.TokenStartIndex, $"more than {MaxNodes} values");
        if ((_pathCharacters += path.Length) > MaxPathCharacters)
            throw new RefusedTextException(ConfigErrorCode.TooLarge, _reader.TokenStartIndex, $"names that make paths of more than {MaxPathCharacters} characters");
        var location = _cursor.At(_reader.TokenStartIndex);
        return _reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadObject(location, path),
            JsonTokenType.StartArray => ReadArray(location, path),
            JsonTokenType.String => _interpolation.Expand(ReadText(), location, path, _context, _errors),
            JsonTokenType.Number => new ConfigScalar(location, path, ConfigScalarKind.Number, Encoding.UTF8.GetString(_reader.ValueSpan)),
            JsonTokenType.True => new ConfigScalar(location, path, ConfigScalarKind.True, "true"),
            JsonTokenType.False => new ConfigScalar(location, path, ConfigScalarKind.False, "false"),
            _ => new ConfigScalar(location, path, ConfigScalarKind.Null, "null"),
        };
    }

    private ConfigObject ReadObject(ConfigLocation location, string path)
    {
        var members = new List<ConfigMember>();
        Dictionary<string, ConfigMember>? byName = null;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var at = _cursor.At(_reader.TokenStartIndex);
            var name = ReadText();
            var memberPath = path.Length == 0 ? name : $"{path}:{name}";
            _reader.Read();
            var value = ReadValue(memberPath);
            if (Earlier(members, name, ref byName) is { } first)
            {
                _errors.Add(new ConfigError(ConfigErrorCode.DuplicateMember, at, memberPath, $"the member again (first at {first.NameLocation})", "each member once"));
                continue;
            }

            var member = new ConfigMember(name, at, value);
            members.Add(member);
            byName?.Add(name, member);
        }

        return new ConfigObject(location, path, members);
    }

    // Most objects are small, and there are thousands: a table of their names would be larger than they are.
    private static ConfigMember? Earlier(List<ConfigMember> members, string name, ref Dictionary<string, ConfigMember>? byName)
    {
        if (members.Count > SmallObject)
        {
            byName ??= members.ToDictionary(static m => m.Name, StringComparer.Ordinal);
            return byName.GetValueOrDefault(name);
        }

        foreach (var member in members)
            if (string.Equals(member.Name, name, StringComparison.Ordinal)) return member;
        return null;
    }

    private ConfigArray ReadArray(ConfigLocation location, string path)
    {
        var items = new List<ConfigNode>();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
            items.Add(ReadValue($"{path}[{items.Count}]"));
        return new ConfigArray(location, path, items);
    }

    private string ReadText()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // The only text that the reader accepts and cannot decode is half of a surrogate pair as \uXXXX.
            throw new RefusedTextException(ConfigErrorCode.Syntax, _reader.TokenStartIndex, "a \\u escape that is half of a surrogate pair");
        }
    }

    private readonly void Refuse(string code, ConfigLocation at, string found) =>
        _errors.Add(new ConfigError(code, at, "", found, $"JSON of at most {MaxDepth} levels; comments and trailing commas are accepted"));

    // System.Text.Json's message is good but ends with its own idea of the position.
    private static string Explain(JsonException e)
    {
        if (JsonProblem.IsEmpty(e)) return "an empty file";
        var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return $"a syntax error: {(end < 0 ? e.Message : e.Message[..end]).TrimEnd('.')}";
    }

    private static int FirstInvalidByte(ReadOnlySpan<byte> text)
    {
        var offset = 0;
        while (Rune.DecodeFromUtf8(text[offset..], out _, out var length) == System.Buffers.OperationStatus.Done) offset += length;
        return offset;
    }

    private sealed class RefusedTextException(string code, long offset, string message) : Exception(message)
    {
        public string Code { get; } = code;

        public long Offset { get; } = offset;
    }
}
