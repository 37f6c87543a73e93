namespace Gateway.SecLang.LibInjection.Sql;

internal ref partial struct SqlTokenizer
{
    /// <summary>A word is a keyword, a function, an operator … by the table, else a name.</summary>
    private void Word(ref SqlToken token)
    {
        // What begins with a keyword is cut behind it, so the rest of a long run must not be looked at before: that would be quadratic.
        var rest = From(_position);
        var head = SqlBytes.SpanUntil(rest[..Math.Min(rest.Length, SqlToken.MaxLength + 1)], SqlBytes.WordEnd);
        var shown = Math.Min(head, SqlToken.MaxLength);
        if (KeywordBeforeDelimiter(ref token, rest[..shown])) return;
        var length = head <= SqlToken.MaxLength ? head : SqlBytes.SpanUntil(rest, SqlBytes.WordEnd);
        var kind = length <= SqlToken.MaxLength ? SqlWords.Default.KindOf(rest[..length]) : SqlKind.None;
        Take(ref token, kind == SqlKind.None ? SqlKind.Bareword : kind, length);
    }

    /// <summary><c>SELECT.1</c> and <c>SELECT`column`</c> are two tokens.</summary>
    private bool KeywordBeforeDelimiter(ref SqlToken token, ReadOnlySpan<byte> word)
    {
        for (var i = word.IndexOfAny((byte)'.', (byte)'`'); i >= 0;)
        {
            var kind = SqlWords.Default.KindOf(word[..i]);
            if (kind is not (SqlKind.None or SqlKind.Bareword))
            {
                Take(ref token, kind, i);
                return true;
            }

            var next = word[(i + 1)..].IndexOfAny((byte)'.', (byte)'`');
            i = next < 0 ? -1 : i + 1 + next;
        }

        return false;
    }

    /// <summary>SQL Server's [name].</summary>
    private void Bracketed(ref SqlToken token)
    {
        var end = From(_position).IndexOf((byte)']');
        Take(ref token, SqlKind.Bareword, end < 0 ? _text.Length - _position : end + 1);
    }

    /// <summary>@name, @@name, and MySQL's @`name` and @'name'.</summary>
    private void Variable(ref SqlToken token)
    {
        _position++;
        if (At(_position) == '@') _position++;
        switch (At(_position))
        {
            case (byte)'`':
                Backticked(ref token, _position);
                token.Kind = SqlKind.Variable;
                break;
            case (byte)'\'' or (byte)'"':
                Quoted(ref token, _position + 1, _text[_position], _text[_position]);
                token.Kind = SqlKind.Variable;
                break;
            default:
                Take(ref token, SqlKind.Variable, SqlBytes.SpanUntil(From(_position), SqlBytes.VariableEnd));
                break;
        }
    }
}
