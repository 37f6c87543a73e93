using System.Text;

namespace Gateway.SecLang.LibInjection.Html;

internal ref partial struct HtmlTokenizer
{
    /// <summary>Behind <c>&lt;!</c>.</summary>
    private void Declaration()
    {
        var rest = _text[_position..];
        if (rest.Length >= 7 && Ascii.EqualsIgnoreCase(rest[..7], "DOCTYPE"u8)) Until(HtmlToken.Doctype, ">"u8);
        else if (rest.StartsWith("[CDATA["u8)) CharacterData();
        else if (rest.StartsWith("--"u8)) DashedComment();
        else CommentUntil(">"u8);
    }

    private void CommentUntil(ReadOnlySpan<byte> mark) => Until(HtmlToken.Comment, mark);

    private void CharacterData()
    {
        _position += 7;
        Until(HtmlToken.Text, "]]>"u8);
    }

    private void Until(HtmlToken kind, ReadOnlySpan<byte> mark)
    {
        var length = _text[_position..].IndexOf(mark);
        if (length < 0) EmitRest(kind);
        else Emit(kind, _position, length, _position + length + mark.Length, HtmlState.Data);
    }

    /// <summary>Ends with <c>--&gt;</c> or <c>-!&gt;</c>; between the first two characters NUL is ignored.</summary>
    private void DashedComment()
    {
        _position += 2;
        for (var dash = Find((byte)'-'); dash >= 0; dash = Find((byte)'-', dash + 1))
        {
            var second = dash + 1;
            while (second < _text.Length && _text[second] == 0) second++;
            if (second + 1 >= _text.Length) break;
            if (_text[second] is not ((byte)'-' or (byte)'!') || _text[second + 1] != '>') continue;
            Emit(HtmlToken.Comment, _position, dash - _position, second + 2, HtmlState.Data);
            return;
        }

        EmitRest(HtmlToken.Comment);
    }
}
