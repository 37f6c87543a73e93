using System.Text.Json;
using Gateway.Policies.Configuration.Reading;

namespace Gateway.Policies.Validation.Documents;

/// <summary>Reads a JSON document into a tree with positions. Duplicate members are refused: tools differ in which one counts.</summary>
internal ref struct JsonSource
{
    /// <summary>Deeper documents are refused, and so are YAML ones.</summary>
    public const int MaxDepth = 200;

    private readonly string _file;
    private readonly SourceFindings _findings;
    private readonly TextPool _texts = new();
    private Utf8JsonReader _reader;
    private PositionCursor _cursor;

    private JsonSource(ReadOnlySpan<byte> json, string file, SourceFindings findings)
    {
        (_file, _findings) = (file, findings);
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        _cursor = new PositionCursor(json, file);
    }

    /// <summary>The tree; null after a finding.</summary>
    /// <param name="json">UTF-8 without a byte order mark.</param>
    /// <param name="file">The file's path, for findings.</param>
    /// <param name="findings">Where findings go.</param>
    public static SourceNode? Read(ReadOnlySpan<byte> json, string file, SourceFindings findings)
    {
        try
        {
            var source = new JsonSource(json, file, findings);
            source._reader.Read();
            var root = source.Value();
            source._reader.Read();
            return root;
        }
        catch (JsonException error)
        {
            var at = new PositionCursor(json, file).At(PositionCursor.OffsetOf(json, error.LineNumber ?? 0, error.BytePositionInLine ?? 0));
            findings.Error(file, at.Line, at.Column, "#", $"what is not JSON ({Reason(error)})", "JSON as RFC 8259 has it");
            return null;
        }
        catch (InvalidOperationException)
        {
            findings.Error(file, 1, 1, "#", "a string that is not UTF-8 or has half a surrogate pair", "UTF-8");
            return null;
        }
    }

    // The message repeats the position in other words.
    private static string Reason(JsonException error)
    {
        var end = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? error.Message : error.Message[..end]).TrimEnd('.');
    }

    private SourceNode Value()
    {
        var at = _cursor.At(_reader.TokenStartIndex);
        return _reader.TokenType switch
        {
            JsonTokenType.StartObject => Object(at.Line, at.Column),
            JsonTokenType.StartArray => Array(at.Line, at.Column),
            JsonTokenType.String => SourceNode.Scalar(SourceKind.String, _texts.Of(ref _reader), at.Line, at.Column),
            JsonTokenType.Number => SourceNode.Scalar(SourceKind.Number, _texts.Of(_reader.ValueSpan), at.Line, at.Column),
            JsonTokenType.True => SourceNode.Scalar(SourceKind.True, null, at.Line, at.Column),
            JsonTokenType.False => SourceNode.Scalar(SourceKind.False, null, at.Line, at.Column),
            _ => SourceNode.Scalar(SourceKind.Null, null, at.Line, at.Column),
        };
    }

    private SourceNode Object(int line, int column)
    {
        var members = new List<SourceMember>();
        var names = new UniqueNames();
        while (_reader.Read() && _reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = _texts.Of(ref _reader);
            if (!names.Add(name, members))
            {
                var at = _cursor.At(_reader.TokenStartIndex);
                _findings.Error(_file, at.Line, at.Column, "#", $"the member \"{name}\" a second time", "each member once");
            }

            _reader.Read();
            members.Add(new(name, Value()));
        }

        return SourceNode.Object([.. members], line, column);
    }

    private SourceNode Array(int line, int column)
    {
        var items = new List<SourceNode>();
        while (_reader.Read() && _reader.TokenType is not JsonTokenType.EndArray) items.Add(Value());
        return SourceNode.Array([.. items], line, column);
    }
}
