using System.Text;

namespace Gateway.SecLang.Regex;

/// <content>Classes in brackets.</content>
internal sealed partial class PcreParser
{
    private SetNode ReadClass()
    {
        var from = _at++;
        var negated = Take("^"u8);
        var set = ByteSet.Empty;
        var first = true;
        while (true)
        {
            if (AtEnd) throw new PcreSyntaxException("a class that is not closed", from);
            if (_literal && Take("\\E"u8))
            {
                _literal = false;
                continue;
            }

            if (!_literal && !first && Take("]"u8)) break;
            if (!_literal && (Take("\\E"u8) || TakeQuote())) continue;
            first = false;
            if (ReadClassSet() is { } many)
            {
                set |= many;
                continue;
            }

            set |= Cased(ReadRange(ReadClassByte()));
        }

        return new SetNode(negated ? ~set : set);
    }

    private bool TakeQuote() => Take("\\Q"u8) && (_literal = true);

    /// <summary>The range that a first byte begins; just that byte where no range follows.</summary>
    private ByteSet ReadRange(byte first)
    {
        var from = _at;
        if (_literal && Take("\\E"u8)) _literal = false;
        if (_literal || !Take("-"u8)) return ByteSet.Of(first);
        if (AtEnd || _pattern[_at] == (byte)']')
        {
            _at = from;
            return ByteSet.Of(first);
        }

        TakeQuote();
        if (!_literal)
        {
            // "[a-\d]": the hyphen stands for itself; the set is read by the caller.
            var at = _at;
            var isSet = ReadClassSet() is not null;
            _at = at;
            if (isSet) return ByteSet.Of(first) | ByteSet.Of((byte)'-');
        }

        var last = ReadClassByte();
        return last >= first ? ByteSet.Range(first, last) : throw new PcreSyntaxException("a range whose ends are out of order", from);
    }

    private byte ReadClassByte()
    {
        if (AtEnd) throw Error("a class that is not closed");
        var c = _pattern[_at++];
        if (_literal || c != (byte)'\\') return c;
        if (AtEnd) throw Error("a class that is not closed");
        switch (_pattern[_at])
        {
            case (byte)'b':
                _at++;
                return 8;
            case >= (byte)'0' and <= (byte)'7':
                return ReadOctal(3);
            default:
                return ReadEscapedByte();
        }
    }

    /// <summary>A set inside a class (<c>\d</c>, <c>[:alpha:]</c>), or null where a single byte stands.</summary>
    private ByteSet? ReadClassSet()
    {
        if (_literal) return null;
        if (_pattern[_at] == (byte)'\\' && _at + 1 < _pattern.Length && EscapedSet(_pattern[_at + 1]) is { } set)
        {
            _at += 2;
            return set;
        }

        return Starts("[:"u8) ? ReadPosixClass() : null;
    }

    private ByteSet? ReadPosixClass()
    {
        var at = _at + 2;
        var negated = at < _pattern.Length && _pattern[at] == (byte)'^';
        if (negated) at++;
        var end = at;
        while (end < _pattern.Length && char.IsAsciiLetter((char)_pattern[end])) end++;
        if (!_pattern.AsSpan(end).StartsWith(":]"u8)) return null;
        var name = Encoding.ASCII.GetString(_pattern, at, end - at);
        var graph = ByteSet.Range(33, 126);
        ByteSet set = name switch
        {
            "alpha" => ByteSet.Lower | ByteSet.Upper,
            "lower" => Cased(ByteSet.Lower),
            "upper" => Cased(ByteSet.Upper),
            "digit" => ByteSet.Digit,
            "alnum" => ByteSet.Digit | ByteSet.Lower | ByteSet.Upper,
            "word" => ByteSet.Word,
            "space" => ByteSet.Space,
            "blank" => ByteSet.Of(9) | ByteSet.Of(32),
            "cntrl" => ByteSet.Range(0, 31) | ByteSet.Of(127),
            "xdigit" => ByteSet.Digit | ByteSet.Range((byte)'a', (byte)'f') | ByteSet.Range((byte)'A', (byte)'F'),
            "graph" => graph,
            "print" => graph | ByteSet.Of(32),
            "punct" => graph & ~ByteSet.Digit & ~ByteSet.Lower & ~ByteSet.Upper,
            "ascii" => ByteSet.Range(0, 127),
            _ => throw Error($"an unknown class '[:{name}:]'"),
        };
        _at = end + 2;
        return negated ? ~set : set;
    }
}
