namespace Gateway.SecLang.LibInjection.Html;

internal ref partial struct HtmlTokenizer
{
    /// <summary>Behind <c>&lt;</c>.</summary>
    private void TagOpen()
    {
        _closing = false;
        if (_position >= _text.Length)
        {
            _state = HtmlState.End;
            return;
        }

        switch (_text[_position])
        {
            case (byte)'!': _position++; Declaration(); break;
            case (byte)'/': _position++; EndTagOpen(); break;
            case (byte)'?': _position++; CommentUntil(">"u8); break;
            case (byte)'%': _position++; CommentUntil("%>"u8); break;
            case 0 or (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z'): _state = HtmlState.TagName; break;
            default: _state = HtmlState.Data; break;
        }
    }

    private void EndTagOpen()
    {
        if (_position >= _text.Length) _state = HtmlState.End;
        else if (_text[_position] == '>') _state = HtmlState.Data;
        else if (char.IsAsciiLetter((char)_text[_position])) (_closing, _state) = (true, HtmlState.TagName);
        else CommentUntil(">"u8);
    }

    /// <summary>To white space, a slash or the end of the tag. NUL is part of the name: browsers have ignored it there.</summary>
    private void TagName()
    {
        var end = FindAny(TagNameEnd, _position);
        if (end == _text.Length) EmitRest(HtmlToken.TagName);
        else if (_text[end] != '>') Emit(HtmlToken.TagName, _position, end - _position, end + 1, HtmlState.BeforeAttributeName);
        else if (_closing) Emit(HtmlToken.EndTag, _position, end - _position, end + 1, HtmlState.Data);
        else Emit(HtmlToken.TagName, _position, end - _position, end, HtmlState.TagEnd);
    }

    /// <summary>At the <c>&gt;</c>.</summary>
    private void TagEnd() => Emit(HtmlToken.TagEnd, _position, 1, _position + 1, HtmlState.Data);

    /// <summary>
    /// An attribute without a value is no danger, so this looks for the next equals sign and takes what stands before it for the name:
    /// prose, which may have any number of words before one, is passed over at the speed of the search.
    /// </summary>
    private void BeforeAttributeName()
    {
        var mark = _text[_position..].IndexOfAny((byte)'=', (byte)'>');
        if (mark < 0)
        {
            _state = HtmlState.End;
            return;
        }

        var equals = _position + mark;
        if (_text[equals] == '>')
        {
            Go(HtmlState.TagEnd, mark);
            return;
        }

        var end = equals;
        while (end > _position && IsWhite(_text[end - 1])) end--;
        var start = end;
        while (start > _position && !IsWhite(_text[start - 1]) && _text[start - 1] != '/') start--;
        if (start == end) NameOfEqualsSign(equals);
        else Emit(HtmlToken.AttributeName, start, end - start, equals + 1, HtmlState.BeforeAttributeValue);
    }

    /// <summary>With no name before it, an equals sign begins one; that is never a danger, but the value behind its own equals sign is a value.</summary>
    private void NameOfEqualsSign(int equals)
    {
        _position = FindAny(NameEnd, equals + 1);
        if (SkipWhite() == '=') Go(HtmlState.BeforeAttributeValue, 1);
        else _state = HtmlState.BeforeAttributeName;
    }

    /// <summary>Behind <c>=</c>. A backtick was a quote in Internet Explorer.</summary>
    private void BeforeAttributeValue()
    {
        switch (SkipWhite())
        {
            case -1:
                _state = HtmlState.End;
                break;
            case var quote and ('"' or '\'' or '`'):
                _quote = (byte)quote;
                Go(HtmlState.QuotedValue, 1);
                break;
            default:
                _state = HtmlState.UnquotedValue;
                break;
        }
    }

    private void QuotedValue()
    {
        var end = Find(_quote);
        if (end < 0) EmitRest(HtmlToken.AttributeValue);
        else Emit(HtmlToken.AttributeValue, _position, end - _position, end + 1, HtmlState.BeforeAttributeName);
    }

    private void UnquotedValue()
    {
        var end = FindAny(ValueEnd, _position);
        if (end == _text.Length) EmitRest(HtmlToken.AttributeValue);
        else if (_text[end] == '>') Emit(HtmlToken.AttributeValue, _position, end - _position, end, HtmlState.TagEnd);
        else Emit(HtmlToken.AttributeValue, _position, end - _position, end + 1, HtmlState.BeforeAttributeName);
    }
}
