using System.Buffers;

namespace Gateway.SecLang.LibInjection.Sql;

internal ref partial struct SqlTokenizer
{
    /// <summary>b'0101' and x'1F'.</summary>
    private bool Digits(ref SqlToken token, SearchValues<byte> digits)
    {
        if (_position + 2 >= _text.Length || _text[_position + 1] != '\'') return false;
        var count = SqlBytes.Span(From(_position + 2), digits);
        if (At(_position + 2 + count) != '\'') return false;
        Take(ref token, SqlKind.Number, count + 3);
        return true;
    }

    /// <summary>0x1F, 0b01, 1, 1., .5, 1e5, 1.5f; a lone dot; or, as "1.e" has no exponent, a name.</summary>
    private void Number(ref SqlToken token)
    {
        if (_text[_position] == '0' && (At(_position + 1) | 0x20) is var radix and ('x' or 'b'))
        {
            var count = SqlBytes.Span(From(_position + 2), radix == 'x' ? SqlBytes.Hexadecimal : SqlBytes.Binary);
            Take(ref token, count == 0 ? SqlKind.Bareword : SqlKind.Number, count + 2);
            return;
        }

        var end = SkipDecimal(_position);
        if (At(end) == '.')
        {
            end = SkipDecimal(end + 1);
            if (end == _position + 1)
            {
                One(ref token, SqlKind.Dot);
                return;
            }
        }

        var kind = SqlKind.Number;
        if ((At(end) | 0x20) == 'e')
        {
            var exponent = At(end + 1) is (byte)'+' or (byte)'-' ? end + 2 : end + 1;
            end = SkipDecimal(exponent);
            if (end == exponent) kind = SqlKind.Bareword;
        }

        Take(ref token, kind, SkipSuffix(end) - _position);
    }

    /// <summary>Oracle's suffixes d and f, if nothing that could belong to a word follows; "1fUNION" is 1f and UNION.</summary>
    private readonly int SkipSuffix(int end)
    {
        if ((At(end) | 0x20) is not ('d' or 'f')) return end;
        var follows = At(end + 1);
        return end + 1 == _text.Length || SqlBytes.IsWhite(follows) || follows is (byte)';' or (byte)'u' or (byte)'U' ? end + 1 : end;
    }

    private readonly int SkipDecimal(int start) => start + SqlBytes.Span(From(start), SqlBytes.Decimal);
}
