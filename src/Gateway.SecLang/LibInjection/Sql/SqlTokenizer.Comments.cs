namespace Gateway.SecLang.LibInjection.Sql;

internal ref partial struct SqlTokenizer
{
    /// <summary>An operator by the standard, a comment to the end of the line in MySQL.</summary>
    private void Hash(ref SqlToken token)
    {
        DialectsDiffer = true;
        if (_mySql) LineComment(ref token);
        else One(ref token, SqlKind.Operator);
    }

    /// <summary><c>--</c> before white space or the end is a comment everywhere; before anything else MySQL takes it as two signs.</summary>
    private void Dash(ref SqlToken token)
    {
        if (At(_position + 1) != '-')
        {
            One(ref token, SqlKind.Operator);
        }
        else if (_position + 2 >= _text.Length || SqlBytes.IsWhite(_text[_position + 2]))
        {
            LineComment(ref token);
        }
        else if (_mySql)
        {
            One(ref token, SqlKind.Operator);
        }
        else
        {
            DialectsDiffer = true;
            LineComment(ref token);
        }
    }

    private void LineComment(ref SqlToken token)
    {
        var end = From(_position).IndexOf((byte)'\n');
        if (end < 0) end = _text.Length - _position;
        Take(ref token, SqlKind.Comment, end);
        if (_position < _text.Length) _position++;
    }

    /// <summary>PostgreSQL nests comments and MySQL runs what stands in <c>/*! */</c>: no reading serves all, so both are attacks.</summary>
    private void Slash(ref SqlToken token)
    {
        if (At(_position + 1) != '*')
        {
            One(ref token, SqlKind.Operator);
            return;
        }

        var inner = From(_position + 2);
        var end = inner.IndexOf("*/"u8);

        // "/*/*/": the slash of the closing mark may open a nested comment.
        var nested = end >= 0 && inner[..(end + 1)].IndexOf("/*"u8) >= 0;
        var conditional = !inner.IsEmpty && inner[0] == '!';
        Take(ref token, nested || conditional ? SqlKind.Evil : SqlKind.Comment, end < 0 ? inner.Length + 2 : end + 4);
    }
}
