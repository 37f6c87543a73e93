namespace Gateway.SecLang.Regex;

/// <content>What a backslash begins, outside of a class.</content>
internal sealed partial class PcreParser
{
    private RegexNode? ReadEscape()
    {
        var from = _at++;
        if (AtEnd) throw new PcreSyntaxException("a backslash at the end", from);
        var c = _pattern[_at];
        if (c is >= (byte)'1' and <= (byte)'9') return ReadDigits();
        if (EscapedSet(c) is { } set)
        {
            _at++;
            return new SetNode(set);
        }

        _at++;
        switch (c)
        {
            case (byte)'b':
                return new AssertNode(Assertion.WordBoundary);
            case (byte)'B':
                return new AssertNode(Assertion.NotWordBoundary);
            case (byte)'A':
                return new AssertNode(Assertion.TextStart);
            case (byte)'z':
                return new AssertNode(Assertion.TextEnd);
            case (byte)'Z':
                return new AssertNode(Assertion.TextEndOrLastLine);
            case (byte)'N':
                return new SetNode(~ByteSet.NewLine);
            case (byte)'C':
                return new SetNode(ByteSet.All);
            case (byte)'R':
                // PCRE: any line end, and CR LF is never taken apart.
                return new AtomicNode(new AlternateNode([new ConcatNode([new SetNode(ByteSet.Of(13)), new SetNode(ByteSet.NewLine)]), new SetNode(ByteSet.VerticalSpace)]));
            case (byte)'K':
                return new KeepNode();
            case (byte)'Q':
                _literal = true;
                return null;
            case (byte)'E':
                return null;
            case (byte)'g':
                return ReadGReference();
            case (byte)'k':
                if (Take("<"u8)) return NamedReference((byte)'>');
                if (Take("{"u8)) return NamedReference((byte)'}');
                if (Take("'"u8)) return NamedReference((byte)'\'');
                throw Error("'\\k' without a name");
            default:
                _at = from + 1;
                return Byte(ReadEscapedByte());
        }
    }

    /// <summary>The classes that mean the same inside and outside of brackets.</summary>
    private static ByteSet? EscapedSet(byte c) => c switch
    {
        (byte)'d' => ByteSet.Digit,
        (byte)'D' => ~ByteSet.Digit,
        (byte)'w' => ByteSet.Word,
        (byte)'W' => ~ByteSet.Word,
        (byte)'s' => ByteSet.Space,
        (byte)'S' => ~ByteSet.Space,
        (byte)'h' => ByteSet.HorizontalSpace,
        (byte)'H' => ~ByteSet.HorizontalSpace,
        (byte)'v' => ByteSet.VerticalSpace,
        (byte)'V' => ~ByteSet.VerticalSpace,
        _ => null,
    };

    /// <summary><c>\1</c> to <c>\9</c> are references; longer numbers are, too, if so many groups stand before; else octal.</summary>
    private RegexNode ReadDigits()
    {
        var from = _at;
        ReadNumber(out var number);
        if (number < 10 || number <= _groups) return Reference(number);
        _at = from;
        if (_pattern[_at] >= (byte)'8') throw Error($"a reference to group {number}, which does not stand before it");
        return Byte(ReadOctal(3));
    }

    private BackreferenceNode ReadGReference()
    {
        var braced = Take("{"u8);
        var relative = Take("-"u8);
        if (ReadNumber(out var number))
        {
            if (braced && !Take("}"u8)) throw Error("'\\g{' that is not closed");
            return Reference(relative ? _groups + 1 - number : number);
        }

        return braced && !relative ? NamedReference((byte)'}') : throw Error("'\\g' without a number or a name in braces (calls of groups are not supported)");
    }

    /// <summary>One byte written with a backslash; the position is behind the backslash.</summary>
    private byte ReadEscapedByte()
    {
        var c = _pattern[_at++];
        switch (c)
        {
            case (byte)'a':
                return 7;
            case (byte)'e':
                return 27;
            case (byte)'f':
                return 12;
            case (byte)'n':
                return 10;
            case (byte)'r':
                return 13;
            case (byte)'t':
                return 9;
            case (byte)'x':
                return ReadHex();
            case (byte)'0':
                _at--;
                return ReadOctal(3);
            case (byte)'o':
                if (!Take("{"u8)) throw Error("'\\o' without a brace");
                return Braced(8);
            case (byte)'c':
                if (AtEnd || _pattern[_at] >= 0x80) throw Error("'\\c' without a character");
                var control = _pattern[_at++];
                return (byte)((control is >= (byte)'a' and <= (byte)'z' ? control - 32 : control) ^ 0x40);
            default:
                if (!ByteSet.Word.Contains(c) || c == (byte)'_') return c;
                _at--;
                throw Error($"'\\{(char)c}', which is not supported");
        }
    }

    private byte ReadHex()
    {
        if (Take("{"u8)) return Braced(16);
        var value = 0;
        for (var digits = 0; digits < 2 && !AtEnd && char.IsAsciiHexDigit((char)_pattern[_at]); digits++) value = (value * 16) + Convert.ToInt32(((char)_pattern[_at++]).ToString(), 16);
        return (byte)value;
    }

    private byte ReadOctal(int most)
    {
        var value = 0;
        for (var digits = 0; digits < most && !AtEnd && _pattern[_at] is >= (byte)'0' and <= (byte)'7'; digits++) value = (value * 8) + _pattern[_at++] - '0';
        return value <= 255 ? (byte)value : throw Error("an octal number over 377: a pattern is of bytes");
    }

    private byte Braced(int radix)
    {
        var from = _at;
        var value = 0;
        while (!AtEnd && char.IsAsciiHexDigit((char)_pattern[_at]))
        {
            var digit = Convert.ToInt32(((char)_pattern[_at]).ToString(), 16);
            if (digit >= radix) break;
            value = Math.Min((value * radix) + digit, 256);
            _at++;
        }

        if (_at == from || !Take("}"u8)) throw Error("a number in braces that cannot be read");
        return value <= 255 ? (byte)value : throw new PcreSyntaxException("a character over 255: a pattern is of bytes", from);
    }
}
