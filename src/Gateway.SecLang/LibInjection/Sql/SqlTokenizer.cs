namespace Gateway.SecLang.LibInjection.Sql;

/// <summary>Cuts a value into SQL tokens by the first byte of each, as loosely as the most permissive database would.</summary>
/// <param name="text">The value.</param>
/// <param name="quote">The quote within which the value begins, or 0.</param>
/// <param name="mySql">Whether <c>#</c> begins a comment and <c>--x</c> does not.</param>
internal ref partial struct SqlTokenizer(ReadOnlySpan<byte> text, byte quote, bool mySql)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly byte _quote = quote;
    private readonly bool _mySql = mySql;
    private int _position;

    /// <summary>How many tokens were read.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the other dialect would have read a comment differently.</summary>
    public bool DialectsDiffer { get; private set; }

    /// <summary>Reads the next token; false at the end, and then the token is of kind None.</summary>
    public bool Next(ref SqlToken token)
    {
        token = default;
        if (_position == 0 && _quote != 0)
        {
            Quoted(ref token, start: 0, _quote, opened: 0);
            Count++;
            return true;
        }

        while (_position < _text.Length)
        {
            Read(ref token, _text[_position]);
            if (token.Kind == SqlKind.None) continue;
            Count++;
            return true;
        }

        return false;
    }

    private void Read(ref SqlToken token, byte first)
    {
        switch (first)
        {
            case <= 32 or 127 or 0xA0: _position++; break;
            case (byte)'\'' or (byte)'"': Quoted(ref token, _position + 1, first, first); break;
            case (byte)'#': Hash(ref token); break;
            case (byte)'$': Dollar(ref token); break;
            case (byte)'%' or (byte)'+' or (byte)'^' or (byte)'~': One(ref token, SqlKind.Operator); break;
            case (byte)'!' or (byte)'&' or (byte)'*' or (byte)':' or (byte)'<' or (byte)'=' or (byte)'>' or (byte)'|': Operator(ref token); break;
            case (byte)'-': Dash(ref token); break;
            case (byte)'/': Slash(ref token); break;
            case (byte)'.' or (>= (byte)'0' and <= (byte)'9'): Number(ref token); break;
            case (byte)'@': Variable(ref token); break;
            case (byte)'[': Bracketed(ref token); break;
            case (byte)'`': Backticked(ref token, _position); break;
            case (byte)'\\': Backslash(ref token); break;
            case (byte)'(': One(ref token, SqlKind.Open); break;
            case (byte)')': One(ref token, SqlKind.Close); break;
            case (byte)',': One(ref token, SqlKind.Comma); break;
            case (byte)';': One(ref token, SqlKind.Semicolon); break;
            case (byte)'{': One(ref token, SqlKind.OpenBrace); break;
            case (byte)'}': One(ref token, SqlKind.CloseBrace); break;
            case (byte)'?' or (byte)']': One(ref token, SqlKind.Unknown); break;
            default: Lettered(ref token, (byte)(first | 0x20)); break;
        }
    }

    /// <summary>A letter may introduce a literal: b'01', e'…', n'…', q'[…]', u&amp;'…', x'1F'.</summary>
    private void Lettered(ref SqlToken token, byte lower)
    {
        var read = lower switch
        {
            (byte)'b' => Digits(ref token, SqlBytes.Binary),
            (byte)'x' => Digits(ref token, SqlBytes.Hexadecimal),
            (byte)'e' => Prefixed(ref token),
            (byte)'n' => Prefixed(ref token) || OracleQuoted(ref token, _position + 1),
            (byte)'q' => OracleQuoted(ref token, _position),
            (byte)'u' => UnicodeQuoted(ref token),
            _ => false,
        };
        if (!read) Word(ref token);
    }

    private void One(ref SqlToken token, SqlKind kind) => Take(ref token, kind, 1);

    private void Take(ref SqlToken token, SqlKind kind, int length)
    {
        token.Set(kind, _position, length);
        _position += length;
    }

    private readonly byte At(int index) => (uint)index < (uint)_text.Length ? _text[index] : (byte)0;

    private readonly ReadOnlySpan<byte> From(int start) => _text[start..];

    /// <summary>Two or three characters if the table has them, else one.</summary>
    private void Operator(ref SqlToken token)
    {
        var rest = From(_position);
        if (rest.StartsWith("<=>"u8))
        {
            Take(ref token, SqlKind.Operator, 3);
            return;
        }

        var kind = rest.Length > 1 ? SqlWords.Default.KindOf(rest[..2]) : SqlKind.None;
        if (kind != SqlKind.None) Take(ref token, kind, 2);
        else One(ref token, rest.Length > 1 && rest[0] == ':' ? SqlKind.Colon : SqlKind.Operator);
    }

    /// <summary>MySQL writes NULL as <c>\N</c>, too.</summary>
    private void Backslash(ref SqlToken token)
    {
        if (At(_position + 1) == 'N') Take(ref token, SqlKind.Number, 2);
        else One(ref token, SqlKind.Backslash);
    }
}
