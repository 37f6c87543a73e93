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
        var end = _position;
        while (end < _text.Length && (_text[end] == 0 || !IsWhite(_text[end]) && _text[end] is not ((byte)'/' or (byte)'>'))) end++;
        if (end == _text.Length) EmitRest(HtmlToken.TagName);
        else if (_text[end] != '>') Emit(HtmlToken.TagName, _position, end - _position, end + 1, _text[end] == '/' ? HtmlState.SelfClosing : HtmlState.BeforeAttributeName);
        else if (_closing) Emit(HtmlToken.EndTag, _position, end - _position, end + 1, HtmlState.Data);
        else Emit(HtmlToken.TagName, _position, end - _position, end, HtmlState.TagEnd);
    }

    /// <summary>At the <c>&gt;</c>.</summary>
    private void TagEnd() => Emit(HtmlToken.TagEnd, _position, 1, _position + 1, HtmlState.Data);

    /// <summary>Behind a slash within a tag.</summary>
    private void SelfClosing()
    {
        if (_position >= _text.Length) _state = HtmlState.End;
        else _state = _text[_position] == '>' ? HtmlState.TagEnd : HtmlState.BeforeAttributeName;
    }

    private void BeforeAttributeName()
    {
        switch (SkipWhite())
        {
            case -1: _state = HtmlState.End; break;
            case '/': Go(HtmlState.SelfClosing, 1); break;
            case '>': _state = HtmlState.TagEnd; break;
            default: _state = HtmlState.AttributeName; break;
        }
    }

    /// <summary>At least one character, whatever it is.</summary>
    private void AttributeName()
    {
        var end = _position + 1;
        while (end < _text.Length && !IsWhite(_text[end]) && _text[end] is not ((byte)'/' or (byte)'=' or (byte)'>')) end++;
        if (end >= _text.Length)
        {
            EmitRest(HtmlToken.AttributeName);
            return;
        }

        var (next, skip) = _text[end] switch
        {
            (byte)'/' => (HtmlState.SelfClosing, 1),
            (byte)'=' => (HtmlState.BeforeAttributeValue, 1),
            (byte)'>' => (HtmlState.TagEnd, 0),
            _ => (HtmlState.AfterAttributeName, 1),
        };
        Emit(HtmlToken.AttributeName, _position, end - _position, end + skip, next);
    }

    private void AfterAttributeName()
    {
        switch (SkipWhite())
        {
            case -1: _state = HtmlState.End; break;
            case '/': Go(HtmlState.SelfClosing, 1); break;
            case '=': Go(HtmlState.BeforeAttributeValue, 1); break;
            case '>': _state = HtmlState.TagEnd; break;
            default: _state = HtmlState.AttributeName; break;
        }
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
        var end = _position;
        while (end < _text.Length && !IsWhite(_text[end]) && _text[end] != '>') end++;
        if (end == _text.Length) EmitRest(HtmlToken.AttributeValue);
        else if (_text[end] == '>') Emit(HtmlToken.AttributeValue, _position, end - _position, end, HtmlState.TagEnd);
        else Emit(HtmlToken.AttributeValue, _position, end - _position, end + 1, HtmlState.BeforeAttributeName);
    }
}
