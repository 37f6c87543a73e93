using System.Globalization;
using System.Text;

namespace Gateway.Fuzz.References;

/// <summary>What a plain reading found.</summary>
internal enum JsonFlaw
{
    None,
    Malformed,
    TooDeep,
    TooManyMembers,
    TooManyElements,
    StringTooLong,
    NameTooLong,
    NumberTooLong,
    DuplicateMember,
}

/// <summary>RFC 8259 by recursive descent over characters, with limits; the first flaw in the order of the text.</summary>
internal sealed class PlainJson
{
    private readonly byte[] _text;
    private readonly (int Depth, int Members, int Elements, int String, int Name, int Number, bool Duplicates) _limits;
    private int _at;

    private PlainJson(byte[] text, (int, int, int, int, int, int, bool) limits) => (_text, _limits) = (text, limits);

    public static JsonFlaw Read(byte[] text, (int Depth, int Members, int Elements, int String, int Name, int Number, bool Duplicates) limits)
    {
        try
        {
            _ = new UTF8Encoding(false, true).GetCharCount(text);
        }
        catch (DecoderFallbackException)
        {
            return JsonFlaw.Malformed;
        }

        try
        {
            var reader = new PlainJson(text, limits);
            reader.Blanks();
            reader.Value(0);
            reader.Blanks();
            return reader._at == text.Length ? JsonFlaw.None : JsonFlaw.Malformed;
        }
        catch (FlawException e)
        {
            return e.Flaw;
        }
    }

    private void Value(int depth)
    {
        switch (Peek())
        {
            case '{': Object(depth); break;
            case '[': Array(depth); break;
            case '"':
                var start = _at;
                var isWhole = String() is not null;
                Check(_at - start - 2 <= _limits.String, JsonFlaw.StringTooLong);
                Check(isWhole, JsonFlaw.Malformed);
                break;
            case 't': Word("true"); break;
            case 'f': Word("false"); break;
            case 'n': Word("null"); break;
            default: Number(depth); break;
        }
    }

    private void Object(int depth)
    {
        Check(depth < _limits.Depth, JsonFlaw.TooDeep);
        _at++;
        Blanks();
        HashSet<string> names = [];
        if (Take('}')) return;
        for (var count = 1; ; count++)
        {
            Check(Peek() == '"', JsonFlaw.Malformed);
            var start = _at;
            var name = String();
            var length = _at - start - 2;
            Blanks();
            // A name is one only with its colon.
            Check(Take(':'), JsonFlaw.Malformed);
            Check(count <= _limits.Members, JsonFlaw.TooManyMembers);
            Check(length <= _limits.Name, JsonFlaw.NameTooLong);
            Check(name is not null, JsonFlaw.Malformed);
            Check(_limits.Duplicates || names.Add(name!), JsonFlaw.DuplicateMember);
            Blanks();
            Value(depth + 1);
            Blanks();
            if (Take('}')) return;
            Check(Take(','), JsonFlaw.Malformed);
            Blanks();
        }
    }

    private void Array(int depth)
    {
        Check(depth < _limits.Depth, JsonFlaw.TooDeep);
        _at++;
        Blanks();
        if (Take(']')) return;
        for (var count = 1; ; count++)
        {
            var start = _at;
            if (count > _limits.Elements)
            {
                // Too many is said when there is another element, and not when there is rubbish.
                var flaw = Try(() => Token());
                throw new FlawException(flaw is JsonFlaw.None ? JsonFlaw.TooManyElements : flaw);
            }

            _at = start;
            Value(depth + 1);
            Blanks();
            if (Take(']')) return;
            Check(Take(','), JsonFlaw.Malformed);
            Blanks();
        }
    }

    // One token, without its limits.
    private void Token()
    {
        switch (Peek())
        {
            case '{' or '[': break;
            case '"': String(); break;
            case 't': Word("true"); break;
            case 'f': Word("false"); break;
            case 'n': Word("null"); break;
            default:
                Digits();
                Check(_at < _text.Length, JsonFlaw.Malformed);
                break;
        }
    }

    private static JsonFlaw Try(Action read)
    {
        try
        {
            read();
            return JsonFlaw.None;
        }
        catch (FlawException e)
        {
            return e.Flaw;
        }
    }

    private void Number(int depth)
    {
        var start = _at;
        Digits();
        // Inside something, the end of the text may have cut the number off.
        Check(depth == 0 || _at < _text.Length, JsonFlaw.Malformed);
        Check(_at - start <= _limits.Number, JsonFlaw.NumberTooLong);
    }

    private void Digits()
    {
        Take('-');
        if (!Take('0')) Check(Run() > 0, JsonFlaw.Malformed);
        if (Take('.')) Check(Run() > 0, JsonFlaw.Malformed);
        if (Peek() is 'e' or 'E')
        {
            _at++;
            if (!Take('+')) Take('-');
            Check(Run() > 0, JsonFlaw.Malformed);
        }

        // A number ends where something else may stand; what a '/' begins is found to be nothing afterwards.
        Check(Peek() is '\0' or ' ' or '\t' or '\n' or '\r' or ',' or ']' or '}' or '/' && !(Peek() == '\0' && _at < _text.Length), JsonFlaw.Malformed);
    }

    private int Run()
    {
        var start = _at;
        while (Peek() is >= '0' and <= '9') _at++;
        return _at - start;
    }

    // Null for a text with half of a surrogate pair.
    private string? String()
    {
        _at++;
        var start = _at;
        List<char> text = [];
        while (true)
        {
            Check(_at < _text.Length && _text[_at] >= 0x20, JsonFlaw.Malformed);
            var c = Peek();
            if (c == '"') break;
            if (c != '\\')
            {
                text.Add(c);
                _at++;
                continue;
            }

            _at++;
            var escape = Peek();
            _at++;
            if (escape == 'u')
            {
                Check(_at + 4 <= _text.Length && _text.AsSpan(_at, 4).ToArray().All(static b => char.IsAsciiHexDigit((char)b)), JsonFlaw.Malformed);
                // Kept apart from the bytes of UTF-8, which stand for themselves.
                foreach (var b in Encode((char)int.Parse(Encoding.ASCII.GetString(_text, _at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))) text.Add(b);
                _at += 4;
                continue;
            }

            var index = "\"\\/bfnrt".IndexOf(escape, StringComparison.Ordinal);
            Check(index >= 0, JsonFlaw.Malformed);
            text.Add("\"\\/\b\f\n\r\t"[index]);
        }

        _at++;
        return Whole([.. text]);
    }

    // Bytes and escaped units as one text: bytes are decoded, units lie above them.
    private static string? Whole(char[] mixed)
    {
        var result = new StringBuilder();
        for (var i = 0; i < mixed.Length;)
        {
            var end = i;
            while (end < mixed.Length && mixed[end] <= 0xFF) end++;
            result.Append(Encoding.UTF8.GetString([.. mixed[i..end].Select(static c => (byte)c)]));
            for (i = end; i + 1 < mixed.Length && mixed[i] > 0xFF; i += 2) result.Append((char)(((mixed[i] & 0xFF) << 8) | (mixed[i + 1] & 0xFF)));
        }

        var text = result.ToString();
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else if (char.IsSurrogate(text[i])) return null;
        }

        return text;
    }

    private static char[] Encode(char unit) => [(char)(0x100 | (unit >> 8)), (char)(0x100 | (unit & 0xFF))];

    private void Word(string word)
    {
        foreach (var c in word) Check(Take(c), JsonFlaw.Malformed);
    }

    private void Blanks()
    {
        while (_at < _text.Length && Peek() is ' ' or '\t' or '\n' or '\r') _at++;
    }

    private char Peek() => _at < _text.Length ? (char)_text[_at] : '\0';

    private bool Take(char c)
    {
        if (_at >= _text.Length || Peek() != c) return false;
        _at++;
        return true;
    }

    private static void Check(bool holds, JsonFlaw flaw)
    {
        if (!holds) throw new FlawException(flaw);
    }

    private sealed class FlawException(JsonFlaw flaw) : Exception
    {
        public JsonFlaw Flaw { get; } = flaw;
    }
}
