using System.Globalization;
using System.Text;

namespace Gateway.JsonSchema.Patterns;

internal sealed partial class PatternParser
{
    private PatternNode ReadEscapedAtom()
    {
        var next = _position + 1 < _pattern.Length ? _pattern[_position + 1] : '\0';
        switch (next)
        {
            case 'b' or 'B':
                _position += 2;
                return new PatternNode.Boundary(next == 'B');
            case >= '1' and <= '9':
                _position += 2;
                return new PatternNode.BackReference();
            case 'k':
                _position += 2;
                if (!TryRead("<")) throw new PatternSyntaxException($"found \\k without <name> at {_position - 2}");
                ReadGroupName();
                return new PatternNode.BackReference();
            default:
                return new PatternNode.Set(ReadEscape(inClass: false));
        }
    }

    /// <summary>Reads an escape that stands for code points.</summary>
    private CodePointSet ReadEscape(bool inClass)
    {
        var start = _position++;
        if (AtEnd) throw new PatternSyntaxException("found \\ at the end");
        var letter = _pattern[_position++];
        switch (letter)
        {
            case 'd':
                return CodePointSet.Digits;
            case 'D':
                return CodePointSet.Digits.Complement();
            case 'w':
                return CodePointSet.Word;
            case 'W':
                return CodePointSet.Word.Complement();
            case 's':
                return CodePointSet.Space;
            case 'S':
                return CodePointSet.Space.Complement();
            case 'p' or 'P':
                return ReadProperty(negated: letter == 'P');
            case 't':
                return One('\t');
            case 'n':
                return One('\n');
            case 'v':
                return One('\v');
            case 'f':
                return One('\f');
            case 'r':
                return One('\r');
            case 'b' when inClass:
                return One('\b');
            case '0' when AtEnd || !char.IsAsciiDigit(_pattern[_position]):
                return One('\0');
            case 'c' when !AtEnd && char.IsAsciiLetter(_pattern[_position]):
                return One((char)(_pattern[_position++] & 0x1F));
            case 'x':
                return One((char)ReadHex(2));
            case 'u':
                return CodePointSet.Of(ReadUnicodeEscape());
            default:
                if (char.IsAsciiLetterOrDigit(letter)) throw new PatternSyntaxException($"found \\{letter} at {start}, which is no escape of ECMA-262");
                _position--;
                return CodePointSet.Of(ReadRune());
        }
    }

    private static CodePointSet One(char c) => CodePointSet.Of((c, c));

    private CodePointSet ReadProperty(bool negated)
    {
        var end = TryRead("{") ? _pattern.IndexOf('}', _position) : -1;
        if (end < 0) throw new PatternSyntaxException($"found \\p without {{name}} at {_position}");
        var name = _pattern[_position..end];
        _position = end + 1;
        if (_syntaxOnly && name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '=')) return CodePointSet.Word;
        var set = UnicodeProperty.Find(name)
            ?? throw new PatternSyntaxException($"found \\p{{{name}}}; allowed: general categories (L, Lu, Letter, Nd …), Any, ASCII, Assigned");
        return negated ? set.Complement() : set;
    }

    private Rune ReadUnicodeEscape()
    {
        if (TryRead("{"))
        {
            var end = _pattern.IndexOf('}', _position);
            if (end > _position && int.TryParse(_pattern.AsSpan(_position, end - _position), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point) && Rune.IsValid(point))
            {
                _position = end + 1;
                return new Rune(point);
            }

            throw new PatternSyntaxException($"found no code point in \\u{{}} at {_position}");
        }

        var high = (char)ReadHex(4);
        if (!char.IsSurrogate(high)) return new Rune(high);
        if (char.IsHighSurrogate(high) && TryRead("\\u") && (char)ReadHex(4) is var low && char.IsLowSurrogate(low)) return new Rune(high, low);
        throw new PatternSyntaxException($"found a lone surrogate before {_position}");
    }

    private int ReadHex(int digits)
    {
        if (_position + digits <= _pattern.Length
            && int.TryParse(_pattern.AsSpan(_position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            _position += digits;
            return value;
        }

        throw new PatternSyntaxException($"found fewer than {digits} hexadecimal digits at {_position}");
    }

    /// <summary>Reads a class behind its opening bracket.</summary>
    private CodePointSet ReadClass()
    {
        var negated = TryRead("^");
        var ranges = new List<(int, int)>();
        while (!TryRead("]"))
        {
            var first = ReadClassPart();
            if (first.Ranges.Count == 1 && IsOne(first) && _position + 1 < _pattern.Length && _pattern[_position] == '-' && _pattern[_position + 1] != ']')
            {
                _position++;
                var last = ReadClassPart();
                if (IsOne(last))
                {
                    if (last.Ranges[0].First < first.Ranges[0].First) throw new PatternSyntaxException($"found a range out of order before {_position}");
                    ranges.Add((first.Ranges[0].First, last.Ranges[0].First));
                    continue;
                }

                // [a-\d]: three things, as with other validators.
                ranges.Add(('-', '-'));
                ranges.AddRange(last.Ranges);
            }

            ranges.AddRange(first.Ranges);
        }

        var set = CodePointSet.Union(ranges);
        return negated ? set.Complement() : set;
    }

    private static bool IsOne(CodePointSet set) => set.Ranges.Count == 1 && set.Ranges[0].First == set.Ranges[0].Last;

    private CodePointSet ReadClassPart()
    {
        if (AtEnd) throw new PatternSyntaxException("found [ without ]");
        return _pattern[_position] == '\\' ? ReadEscape(inClass: true) : CodePointSet.Of(ReadRune());
    }
}
