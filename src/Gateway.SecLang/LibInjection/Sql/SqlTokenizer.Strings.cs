namespace Gateway.SecLang.LibInjection.Sql;

internal ref partial struct SqlTokenizer
{
    /// <summary>Reads to the closing quote, over doubled ones and those behind an odd number of backslashes.</summary>
    private void Quoted(ref SqlToken token, int start, byte delimiter, byte opened)
    {
        token.Opened = opened;
        var search = start;
        while (true)
        {
            var found = From(search).IndexOf(delimiter);
            if (found < 0)
            {
                token.Set(SqlKind.Text, start, _text.Length - start);
                token.Closed = 0;
                _position = _text.Length;
                return;
            }

            var end = search + found;
            if (IsEscaped(start, end))
            {
                search = end + 1;
            }
            else if (end + 1 < _text.Length && _text[end + 1] == delimiter)
            {
                search = end + 2;
            }
            else
            {
                token.Set(SqlKind.Text, start, end - start);
                token.Closed = delimiter;
                _position = end + 1;
                return;
            }
        }
    }

    private readonly bool IsEscaped(int start, int quote)
    {
        var backslashes = 0;
        while (quote - backslashes > start && _text[quote - backslashes - 1] == '\\') backslashes++;
        return (backslashes & 1) != 0;
    }

    /// <summary>e'…' and n'…'.</summary>
    private bool Prefixed(ref SqlToken token)
    {
        if (_position + 2 >= _text.Length || _text[_position + 1] != '\'') return false;
        Quoted(ref token, _position + 2, (byte)'\'', (byte)'\'');
        return true;
    }

    /// <summary>u&amp;'…' of the standard.</summary>
    private bool UnicodeQuoted(ref SqlToken token)
    {
        if (At(_position + 1) != '&' || At(_position + 2) != '\'') return false;
        Quoted(ref token, _position + 3, (byte)'\'', (byte)'u');
        if (token.Closed != 0) token.Closed = (byte)'u';
        return true;
    }

    /// <summary>Oracle's q'[…]', with any printable delimiter; <paramref name="start"/> is at the letter q.</summary>
    private bool OracleQuoted(ref SqlToken token, int start)
    {
        if (start + 2 >= _text.Length || (_text[start] | 0x20) != 'q' || _text[start + 1] != '\'') return false;
        var delimiter = _text[start + 2];
        if (delimiter is <= 32 or >= 128) return false;
        var closing = delimiter switch
        {
            (byte)'(' => (byte)')',
            (byte)'[' => (byte)']',
            (byte)'{' => (byte)'}',
            (byte)'<' => (byte)'>',
            _ => delimiter,
        };
        ReadOnlySpan<byte> mark = [closing, (byte)'\''];
        Delimited(ref token, start + 3, mark, (byte)'q');
        return true;
    }

    /// <summary>Reads to a closing mark that nothing can escape.</summary>
    private void Delimited(ref SqlToken token, int start, scoped ReadOnlySpan<byte> mark, byte quote)
    {
        var length = From(start).IndexOf(mark);
        token.Opened = quote;
        token.Closed = length < 0 ? (byte)0 : quote;
        token.Set(SqlKind.Text, start, length < 0 ? _text.Length - start : length);
        _position = length < 0 ? _text.Length : start + length + mark.Length;
    }

    /// <summary>MySQL's backticks: a name, or a function of that name.</summary>
    private void Backticked(ref SqlToken token, int tick)
    {
        Quoted(ref token, tick + 1, (byte)'`', (byte)'`');
        token.Kind = SqlWords.Default.KindOf(_text.Slice(token.Start, token.Length)) == SqlKind.Function ? SqlKind.Function : SqlKind.Bareword;
    }

    /// <summary>Money ($1,000.00), PostgreSQL's $$…$$ and $tag$…$tag$, or a name.</summary>
    private void Dollar(ref SqlToken token)
    {
        var rest = From(_position + 1);
        if (rest.IsEmpty)
        {
            One(ref token, SqlKind.Bareword);
            return;
        }

        var digits = SqlBytes.Span(rest, SqlBytes.Money);
        if (digits == 1 && rest[0] == '.') Word(ref token);
        else if (digits > 0) Take(ref token, SqlKind.Number, digits + 1);
        else if (rest[0] == '$') Delimited(ref token, _position + 2, "$$"u8, (byte)'$');
        else Tagged(ref token, SqlBytes.Span(rest, SqlBytes.Letters));
    }

    private void Tagged(ref SqlToken token, int letters)
    {
        if (letters == 0 || At(_position + letters + 1) != '$') One(ref token, SqlKind.Bareword);
        else Delimited(ref token, _position + letters + 2, _text.Slice(_position, letters + 2), (byte)'$');
    }
}
