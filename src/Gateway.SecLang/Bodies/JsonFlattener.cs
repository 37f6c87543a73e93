using System.Buffers.Text;
using System.Text.Unicode;
using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Bodies;

/// <summary>
/// JSON as arguments: a leaf <c>{"a":["x"]}</c> is <c>json.a.0</c> with the value <c>x</c>, and the array <c>json.a</c> with <c>1</c>. Numbers as they are written, null and empty containers as the empty text, duplicate
/// members each for itself: which of them the backend takes is not known. Never throws; what comes behind an error is one more value as it stands, and is read once more line by line,
/// so that nothing goes unseen. Documents that follow each other are all read.
/// </summary>
internal sealed class JsonFlattener(ArgumentWriter arguments)
{
    /// <summary>Names repeat the path above them. More than this much in all, and twice the body, is an attack on whatever looks at names.</summary>
    private const int FreeNameBytes = 64 * 1024;

    private readonly JsonPath _path = new();
    private ByteArena Arena => arguments.Table.Arena;
    private long _nameBytesLeft;
    private string? _fault;
    private int _maxDepth;

    /// <summary>The bound that was met, or null. What stands behind it was not read as what it is, which counts also where a body need not be JSON.</summary>
    public string? Exceeded { get; private set; }

    /// <summary>Reads a body. Null, or what is wrong with it; leaves are kept in either case.</summary>
    public string? Read(ReadOnlySpan<byte> body, int maxDepth)
    {
        Begin(body, maxDepth);
        var rest = JsonText.Start(body);
        // As in ModSecurity no body at all is no error.
        if (!rest.IsEmpty) Documents(rest);
        else if (!body.IsEmpty) _fault ??= "JSON has no value";
        return Exceeded ?? _fault;
    }

    /// <summary>Reads what need not be JSON, as backends may that do not ask for its type: that it is none is no fault, so only <see cref="Exceeded"/> says that something went unseen.</summary>
    public void ReadText(ReadOnlySpan<byte> body, int maxDepth)
    {
        Begin(body, maxDepth);
        var rest = JsonText.Start(body);
        if (JsonText.LooksLikeOne(rest)) Documents(rest);
        else Lines(rest);
    }

    /// <summary>Lets go of what an unusual body needed.</summary>
    public void Trim() => _path.Trim();

    private void Begin(ReadOnlySpan<byte> body, int maxDepth)
    {
        _fault = Utf8.IsValid(body) ? null : "JSON is not valid UTF-8";
        Exceeded = null;
        _nameBytesLeft = FreeNameBytes + 2L * body.Length;
        _maxDepth = maxDepth;
        _path.Reset(maxDepth);
    }

    /// <summary>One document and those behind it, up to a fault.</summary>
    private void Documents(ReadOnlySpan<byte> rest)
    {
        var document = rest;
        while (Document(ref rest))
        {
            if (rest.IsEmpty) return;
            // Readers of a stream of documents, one a line or not, take it for the next one.
            _fault ??= "JSON has something behind its end";
            document = rest;
        }

        _path.Reset(_maxDepth);
        var name = Arena.Store(_path.Bytes);
        if (!arguments.AddPost(name, Arena.Store(rest), name)) Exceed("more arguments than allowed");
        else if (Exceeded is null) Lines(JsonText.BehindLine(document));
    }

    /// <summary>
    /// The lines that look like a document of their own: readers of lines pass over those that they cannot read. A line in the middle of a fault counts, too, for the fault may be
    /// an open text in a line before it.
    /// </summary>
    private void Lines(ReadOnlySpan<byte> lines)
    {
        while (!lines.IsEmpty && Exceeded is null)
        {
            var line = JsonText.Line(lines);
            lines = JsonText.BehindLine(lines);
            if (!JsonText.IsRecord(line)) continue;
            _path.Reset(_maxDepth);
            for (var goesOn = true; goesOn;) goesOn = Document(ref line) && !line.IsEmpty;
        }
    }

    /// <summary>False where reading cannot go on; the rest then begins at the fault.</summary>
    private bool Document(ref ReadOnlySpan<byte> rest)
    {
        do
        {
            if (!Value(ref rest)) return false;
            if (!Close(ref rest)) return false;
        }
        while (_path.Depth > 0);
        return true;
    }

    /// <summary>Reads up to and including the next leaf or empty container.</summary>
    private bool Value(ref ReadOnlySpan<byte> rest)
    {
        while (true)
        {
            rest = JsonText.SkipSpace(rest);
            if (rest.IsEmpty) return Stop("JSON ends early");
            switch (rest[0])
            {
                case (byte)'{' or (byte)'[':
                    var array = rest[0] == '[';
                    if (_path.IsFull) return Exceed("JSON is deeper than allowed");
                    var inside = JsonText.SkipSpace(rest[1..]);
                    if (!inside.IsEmpty && inside[0] == (array ? ']' : '}'))
                    {
                        rest = JsonText.SkipSpace(inside[1..]);
                        return Leaf(default, escaped: false);
                    }

                    rest = inside;
                    _path.Open(array);
                    if (!array && !Key(ref rest)) return false;
                    continue;
                case (byte)'"':
                    return Text(ref rest);
                default:
                    return Literal(ref rest);
            }
        }
    }

    /// <summary>Behind a value: a comma and the name of the next one, or the ends of containers.</summary>
    private bool Close(ref ReadOnlySpan<byte> rest)
    {
        while (_path.Depth > 0)
        {
            if (rest.IsEmpty) return Stop("JSON ends early");
            if (rest[0] == ',')
            {
                rest = JsonText.SkipSpace(rest[1..]);
                if (!_path.InArray) return Key(ref rest);
                _path.Next();
                return true;
            }

            if (rest[0] != (_path.InArray ? ']' : '}')) return Stop("JSON has no comma between two values");
            var items = _path.InArray ? _path.Items : 0;
            _path.Close();
            if (items > 0 && !Length(items)) return false;
            rest = JsonText.SkipSpace(rest[1..]);
        }

        return true;
    }

    private bool Key(ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty || rest[0] != '"') return Stop("a member of a JSON object has no name in double quotes");
        var length = JsonText.Length(rest[1..], out var escaped, out var valid);
        if (length < 0) return Stop("a text in JSON does not end");
        if (!valid) _fault ??= "a text in JSON has a control character";
        var behind = JsonText.SkipSpace(rest[(length + 2)..]);
        var name = rest.Slice(1, length);
        if (name.Length > _nameBytesLeft) return Exceed("names in JSON are longer than allowed");
        if (!_path.Member(name, escaped)) _fault ??= "a text in JSON has an escape that does not exist";
        if (behind.IsEmpty || behind[0] != ':') return Stop("a name in JSON is not followed by a colon");
        rest = JsonText.SkipSpace(behind[1..]);
        return true;
    }

    private bool Text(ref ReadOnlySpan<byte> rest)
    {
        var length = JsonText.Length(rest[1..], out var escaped, out var valid);
        if (length < 0) return Stop("a text in JSON does not end");
        if (!valid) _fault ??= "a text in JSON has a control character";
        // What a bound keeps out of the arguments stays in the rest.
        if (!Leaf(rest.Slice(1, length), escaped)) return false;
        rest = JsonText.SkipSpace(rest[(length + 2)..]);
        return true;
    }

    private bool Literal(ref ReadOnlySpan<byte> rest)
    {
        var length = JsonText.LiteralLength(rest);
        var literal = rest[..length];
        if (literal.SequenceEqual("null"u8)) literal = default;
        else if (!literal.SequenceEqual("true"u8) && !literal.SequenceEqual("false"u8) && !JsonText.IsNumber(literal)) return Stop("JSON has a value that is none");
        if (!Leaf(literal, escaped: false)) return false;
        rest = JsonText.SkipSpace(rest[length..]);
        return true;
    }

    private bool Leaf(ReadOnlySpan<byte> value, bool escaped)
    {
        _nameBytesLeft -= _path.Bytes.Length;
        if (_nameBytesLeft < 0) return Exceed("names in JSON are longer than allowed");
        var name = Arena.Store(_path.Bytes);
        var place = name;
        if (_path.HasDottedMember)
        {
            _nameBytesLeft -= _path.Bytes.Length;
            var copy = Arena.Reserve(_path.Bytes.Length);
            if (copy.IsEmpty) return Exceed("JSON is larger than allowed");
            _path.WritePlace(copy);
            place = Arena.Keep(copy.Length);
        }

        if (!escaped) return arguments.AddPost(name, Arena.Store(value), place) || Exceed("more arguments than allowed");
        var room = Arena.Reserve(value.Length);
        if (room.Length < value.Length) return Exceed("JSON is larger than allowed");
        var valid = JsonText.Unescape(value, room, out var written);
        if (!valid) _fault ??= "a text in JSON has an escape that does not exist";
        return arguments.AddPost(name, Arena.Keep(written), place) || Exceed("more arguments than allowed");
    }

    /// <summary>An array is also an argument of its own name, with the number of its items: rules on names that look at the end of one would miss it otherwise.</summary>
    private bool Length(int items)
    {
        Span<byte> digits = stackalloc byte[11];
        Utf8Formatter.TryFormat(items, digits, out var written);
        return Leaf(digits[..written], escaped: false);
    }

    private bool Stop(string fault)
    {
        _fault ??= fault;
        return false;
    }

    private bool Exceed(string bound)
    {
        Exceeded ??= bound;
        return false;
    }
}
