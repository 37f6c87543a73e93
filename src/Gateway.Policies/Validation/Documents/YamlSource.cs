using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Gateway.Policies.Validation.Documents;

/// <summary>
/// Reads a YAML document into the tree that JSON would give: YAML 1.2 core schema, quoted scalars stay texts. Refused are duplicate keys,
/// several documents, tags of one's own, and aliases that stand for more than a document may hold.
/// </summary>
internal sealed class YamlSource
{
    /// <summary>The most that a document may weigh, aliases counted as what they stand for: nine lines of aliases can mean a billion.</summary>
    public const long MaxSize = 64 << 20;

    private static readonly byte[][] OldLineEnds = [[0xC2, 0x85], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9]];

    private readonly Parser _parser;
    private readonly TextPool _texts = new();
    private readonly string _file;
    private readonly SourceFindings _findings;
    private readonly Dictionary<string, SourceNode?> _anchors = new(StringComparer.Ordinal);
    private long _size;

    private YamlSource(TextReader text, string file, SourceFindings findings)
    {
        _parser = new Parser(text);
        (_file, _findings) = (file, findings);
    }

    /// <summary>The tree; null after a finding that ends reading.</summary>
    /// <param name="utf8">UTF-8 without a byte order mark.</param>
    /// <param name="file">The file's path, for findings.</param>
    /// <param name="findings">Where findings go.</param>
    public static SourceNode? Read(ArraySegment<byte> utf8, string file, SourceFindings findings)
    {
        if (!CheckLineEnds(utf8, file, findings)) return null;
        // Read piece by piece: the whole as a text would be twice the file.
        using var text = new StreamReader(new MemoryStream(utf8.Array!, utf8.Offset, utf8.Count, writable: false), new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
        var source = new YamlSource(text, file, findings);
        try
        {
            return source.Document();
        }
        catch (YamlException error)
        {
            findings.Error(file, (int)error.Start.Line, (int)error.Start.Column, "#", $"what cannot be read as YAML ({error.Message.TrimEnd('.')})", "one YAML 1.2 document of the core schema");
            return null;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            // The parser's own, of texts that it did not expect: half a surrogate pair, a tag that is no URI, a flow mapping that goes on at the margin.
            var at = source._parser.Current?.End ?? Mark.Empty;
            findings.Error(file, Math.Max(1, (int)at.Line), Math.Max(1, (int)at.Column), "#", $"what cannot be read as YAML behind this place ({error.Message.TrimEnd('.')})", "one YAML 1.2 document of the core schema");
            return null;
        }
    }

    private static bool CheckLineEnds(ReadOnlySpan<byte> text, string file, SourceFindings findings)
    {
        foreach (var end in OldLineEnds)
        {
            if (text.IndexOf(end) is not (var old and >= 0)) continue;
            var before = text[..old];
            var line = 1 + before.Count((byte)'\n');
            var column = 1 + Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]);
            findings.Error(file, line, column, "#", $"U+{(int)Encoding.UTF8.GetString(end)[0]:X4}, a line end to YAML 1.1 and none to YAML 1.2", "the escape for it in a quoted text");
            return false;
        }

        return true;
    }

    private SourceNode Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out var empty)) throw new YamlException(empty.Start, empty.End, "an empty document");
        _parser.Consume<DocumentStart>();
        var root = Value(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second)) throw new YamlException(second.Start, second.End, "a second document");
        return root;
    }

    private SourceNode Value(int depth)
    {
        var next = _parser.Current!;
        if (depth > JsonSource.MaxDepth) throw new YamlException(next.Start, next.End, $"nesting deeper than {JsonSource.MaxDepth}");
        if (_parser.TryConsume<AnchorAlias>(out var alias)) return Alias(alias);
        if (_parser.TryConsume<Scalar>(out var scalar)) return Keep(scalar, Scalar(scalar));
        if (_parser.TryConsume<SequenceStart>(out var sequence)) return Keep(sequence, Sequence(sequence, depth));
        return Mapping(depth);
    }

    private SourceNode Alias(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var node) || node is null)
            throw new YamlException(alias.Start, alias.End, $"an alias of \"{alias.Value.Value}\", which is not complete before it");
        Count(node.Size, alias);
        return node;
    }

    // What an anchor names is known when it is complete: an alias within it would be a circle.
    private SourceNode Keep(NodeEvent start, SourceNode node)
    {
        if (!start.Anchor.IsEmpty) _anchors[start.Anchor.Value] = node;
        return node;
    }

    private SourceNode Mapping(int depth)
    {
        var start = _parser.Consume<MappingStart>();
        CheckTag(start, "tag:yaml.org,2002:map");
        Count(1, start);
        var members = new List<SourceMember>();
        var names = new UniqueNames();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = _parser.Current!;
            var name = _texts.Of(Key(depth));
            if (!names.Add(name, members))
                _findings.Error(_file, (int)key.Start.Line, (int)key.Start.Column, "#", $"the key \"{name}\" a second time", "each key once");
            members.Add(new(name, Value(depth + 1)));
        }

        return Keep(start, SourceNode.Object([.. members], (int)start.Start.Line, (int)start.Start.Column));
    }

    private string Key(int depth)
    {
        var key = _parser.Current!;
        if (key is Scalar { Style: ScalarStyle.Plain, Value: "<<" })
            throw new YamlException(key.Start, key.End, "a merge key \"<<\", which YAML 1.2 does not have");
        if (key is Scalar) return _parser.Consume<Scalar>().Value;
        var node = key is AnchorAlias ? Value(depth + 1) : throw new YamlException(key.Start, key.End, "a key that is no text");
        return node.Kind is SourceKind.String or SourceKind.Number ? node.Text! : throw new YamlException(key.Start, key.End, "a key that is no text");
    }

    private SourceNode Sequence(SequenceStart start, int depth)
    {
        CheckTag(start, "tag:yaml.org,2002:seq");
        Count(1, start);
        var items = new List<SourceNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(Value(depth + 1));
        return SourceNode.Array([.. items], (int)start.Start.Line, (int)start.Start.Column);
    }

    private SourceNode Scalar(Scalar scalar)
    {
        Count(1 + scalar.Value.Length, scalar);
        var (line, column) = ((int)scalar.Start.Line, (int)scalar.Start.Column);
        var isText = CheckTag(scalar, "tag:yaml.org,2002:str") || scalar.Style is not ScalarStyle.Plain;
        if (isText) return SourceNode.Scalar(SourceKind.String, _texts.Of(scalar.Value), line, column);
        if (!YamlScalars.TryRead(scalar.Value, out var kind, out var text))
            throw new YamlException(scalar.Start, scalar.End, $"{scalar.Value}, which JSON has no number for");
        return SourceNode.Scalar(kind, text is null ? null : _texts.Of(text), line, column);
    }

    // True when the tag says outright what the value is.
    private static bool CheckTag(NodeEvent node, string allowed)
    {
        if (node.Tag.IsEmpty || node.Tag.IsNonSpecific) return !node.Tag.IsEmpty && node is Scalar;
        return node.Tag.Value == allowed ? true : throw new YamlException(node.Start, node.End, $"the tag {node.Tag.Value}");
    }

    private void Count(long size, ParsingEvent at)
    {
        _size += size;
        if (_size > MaxSize) throw new YamlException(at.Start, at.End, "more than 64 MiB, aliases counted as what they stand for");
    }
}
