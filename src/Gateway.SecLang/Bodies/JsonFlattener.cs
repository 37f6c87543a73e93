using System.Buffers.Text;
using System.Text.Unicode;
using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Bodies;

/// <summary>
/// JSON as arguments: a leaf <c>{"a":["x"]}</c> is <c>json.a.0</c> with the value <c>x</c>, and the array <c>json.a</c> with <c>1</c>. Numbers as they are written, null and empty containers as the empty text, duplicate
/// members each for itself: which of them the backend takes is not known. Never throws; what comes behind an error is one more value as it stands, so that nothing goes unseen.
/// </summary>
internal sealed class JsonFlattener(ArgumentWriter arguments)
{
    /// <summary>Names repeat the path above them. More than this much in all, and twice the body, is an attack on whatever looks at names.</summary>
    private const int FreeNameBytes = 64 * 1024;

    /// <summary>What is deeper is one value as it stands, escapes and all.</summary>
    public const string TooDeep = "JSON is deeper than allowed";

    private readonly JsonPath _path = new();
    private ByteArena Arena => arguments.Table.Arena;
    private long _nameBytesLeft;
    private string? _error;

    /// <summary>Reads a body. Null, or what is wrong with it; leaves are kept in either case.</summary>
    public string? Read(ReadOnlySpan<byte> body, int maxDepth)
    {
        _error = Utf8.IsValid(body) ? null : "JSON is not valid UTF-8";
        _nameBytesLeft = FreeNameBytes + 2L * body.Length;
        _path.Reset(maxDepth);
        var rest = body.StartsWith("\uFEFF"u8) ? body[3..] : body;
        rest = JsonText.SkipSpace(rest);
        // As in ModSecurity no body at all is no error.
        if (rest.IsEmpty) return body.IsEmpty ? null : "JSON has no value";
        if (Document(ref rest)) return _error;
        _path.Reset(maxDepth);
        _nameBytesLeft = _path.Bytes.Length;
        Leaf(rest, escaped: false);
        return _error;
    }

    /// <summary>Lets go of what an unusual body needed.</summary>
    public void Trim() => _path.Trim();

    /// <summary>False where reading cannot go on; the rest then begins at the fault.</summary>
    private bool Document(ref ReadOnlySpan<byte> rest)
    {
        do
        {
            if (!Value(ref rest)) return false;
            if (!Close(ref rest)) return false;
        }
        while (_path.Depth > 0);
        return rest.IsEmpty || Stop("JSON has something behind its end");
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
                    if (_path.IsFull) return Stop(TooDeep);
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
        if (!valid) _error ??= "a text in JSON has a control character";
        var behind = JsonText.SkipSpace(rest[(length + 2)..]);
        var name = rest.Slice(1, length);
        if (name.Length > _nameBytesLeft) return Stop("names in JSON are longer than allowed");
        if (!_path.Member(name, escaped)) _error ??= "a text in JSON has an escape that does not exist";
        if (behind.IsEmpty || behind[0] != ':') return Stop("a name in JSON is not followed by a colon");
        rest = JsonText.SkipSpace(behind[1..]);
        return true;
    }

    private bool Text(ref ReadOnlySpan<byte> rest)
    {
        var length = JsonText.Length(rest[1..], out var escaped, out var valid);
        if (length < 0) return Stop("a text in JSON does not end");
        if (!valid) _error ??= "a text in JSON has a control character";
        var text = rest.Slice(1, length);
        rest = JsonText.SkipSpace(rest[(length + 2)..]);
        return Leaf(text, escaped);
    }

    private bool Literal(ref ReadOnlySpan<byte> rest)
    {
        var length = JsonText.LiteralLength(rest);
        var literal = rest[..length];
        if (literal.SequenceEqual("null"u8)) literal = default;
        else if (!literal.SequenceEqual("true"u8) && !literal.SequenceEqual("false"u8) && !JsonText.IsNumber(literal)) return Stop("JSON has a value that is none");
        rest = JsonText.SkipSpace(rest[length..]);
        return Leaf(literal, escaped: false);
    }

    private bool Leaf(ReadOnlySpan<byte> value, bool escaped)
    {
        _nameBytesLeft -= _path.Bytes.Length;
        if (_nameBytesLeft < 0) return Stop("names in JSON are longer than allowed");
        var name = Arena.Store(_path.Bytes);
        var place = name;
        if (_path.HasDottedMember)
        {
            _nameBytesLeft -= _path.Bytes.Length;
            var copy = Arena.Reserve(_path.Bytes.Length);
            if (copy.IsEmpty) return Stop("JSON is larger than allowed");
            _path.WritePlace(copy);
            place = Arena.Keep(copy.Length);
        }

        if (!escaped) return arguments.AddPost(name, Arena.Store(value), place) || Stop("more arguments than allowed");
        var room = Arena.Reserve(value.Length);
        if (room.Length < value.Length) return Stop("JSON is larger than allowed");
        var valid = JsonText.Unescape(value, room, out var written);
        if (!valid) _error ??= "a text in JSON has an escape that does not exist";
        return arguments.AddPost(name, Arena.Keep(written), place) || Stop("more arguments than allowed");
    }

    /// <summary>An array is also an argument of its own name, with the number of its items: rules on names that look at the end of one would miss it otherwise.</summary>
    private bool Length(int items)
    {
        Span<byte> digits = stackalloc byte[11];
        Utf8Formatter.TryFormat(items, digits, out var written);
        return Leaf(digits[..written], escaped: false);
    }

    private bool Stop(string error)
    {
        _error ??= error;
        return false;
    }
}
