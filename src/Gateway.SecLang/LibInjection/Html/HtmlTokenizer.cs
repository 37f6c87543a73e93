using System.Buffers;

namespace Gateway.SecLang.LibInjection.Html;

/// <summary>
/// The tokenisation of HTML, with what old browsers did besides: NUL in names, backticks as quotes, <c>&lt;% %&gt;</c> comments.
/// A loop over states, so that no input can make it recurse.
/// </summary>
internal ref partial struct HtmlTokenizer
{
    private static readonly SearchValues<byte> TagNameEnd = SearchValues.Create(" \t\n\v\f\r/>"u8);
    private static readonly SearchValues<byte> ValueEnd = SearchValues.Create(" \t\n\v\f\r\0>"u8);
    private static readonly SearchValues<byte> NameEnd = SearchValues.Create(" \t\n\v\f\r\0/=>"u8);
    private readonly ReadOnlySpan<byte> _text;
    private HtmlState _state;
    private byte _quote;
    private bool _closing;
    private int _position;
    private int _start;
    private int _length;

    /// <summary>Begins in a state: Data, BeforeAttributeName, or inside a value that <paramref name="quote"/> will close.</summary>
    public HtmlTokenizer(ReadOnlySpan<byte> text, HtmlState state, byte quote = 0)
    {
        _text = text;
        _state = state;
        _quote = quote;
    }

    public HtmlToken Kind { get; private set; }

    /// <summary>The bytes of the token: a name, a value, what stands in a comment.</summary>
    public readonly ReadOnlySpan<byte> Token => _text.Slice(_start, _length);

    /// <summary>Reads the next token; false at the end.</summary>
    public bool Next()
    {
        Kind = HtmlToken.None;
        while (Kind == HtmlToken.None && _state != HtmlState.End) Step();
        return Kind != HtmlToken.None;
    }

    private void Step()
    {
        switch (_state)
        {
            case HtmlState.Data: Data(); break;
            case HtmlState.TagOpen: TagOpen(); break;
            case HtmlState.TagName: TagName(); break;
            case HtmlState.BeforeAttributeName: BeforeAttributeName(); break;
            case HtmlState.BeforeAttributeValue: BeforeAttributeValue(); break;
            case HtmlState.QuotedValue: QuotedValue(); break;
            case HtmlState.UnquotedValue: UnquotedValue(); break;
            default: TagEnd(); break;
        }
    }

    private void Emit(HtmlToken kind, int start, int length, int position, HtmlState state)
    {
        Kind = kind;
        _start = start;
        _length = length;
        _position = position;
        _state = state;
    }

    /// <summary>A token that the end of the text closes.</summary>
    private void EmitRest(HtmlToken kind) => Emit(kind, _position, _text.Length - _position, _text.Length, HtmlState.End);

    private void Go(HtmlState state, int skip)
    {
        _state = state;
        _position += skip;
    }

    private readonly int Find(byte b) => Find(b, _position);

    /// <summary>Where the first of the class stands, or the end of the text.</summary>
    private readonly int FindAny(SearchValues<byte> bytes, int from)
    {
        var found = _text[from..].IndexOfAny(bytes);
        return found < 0 ? _text.Length : from + found;
    }

    private readonly int Find(byte b, int from)
    {
        var found = _text[from..].IndexOf(b);
        return found < 0 ? -1 : from + found;
    }

    /// <summary>Skips white space; -1 at the end of the text, else the byte at the position.</summary>
    private int SkipWhite()
    {
        while (_position < _text.Length && IsWhite(_text[_position])) _position++;
        return _position < _text.Length ? _text[_position] : -1;
    }

    /// <summary>NUL is white space between attributes, as it was in Internet Explorer.</summary>
    private static bool IsWhite(byte b) => b is (byte)' ' or >= 9 and <= 13 or 0;

    private void Data()
    {
        var open = Find((byte)'<');
        if (open < 0) EmitRest(HtmlToken.Text);
        else if (open == _position) Go(HtmlState.TagOpen, 1);
        else Emit(HtmlToken.Text, _position, open - _position, open + 1, HtmlState.TagOpen);
    }
}
