namespace Gateway.SecLang.Regex;

/// <content>Repetitions: <c>* + ? {n,m}</c>, each greedy, lazy or possessive.</content>
internal sealed partial class PcreParser
{
    private const int MaxRepeat = 65535;

    private RegexNode ReadQuantifiers(RegexNode atom)
    {
        while (true)
        {
            if (_literal || AtEnd) return atom;
            if (Take("\\Q"u8))
            {
                // An empty quotation stands between an atom and its quantifier without meaning anything.
                _literal = !Take("\\E"u8);
                continue;
            }

            if (_options.Extended && SkipExtended()) continue;
            if (!ReadBounds(out var min, out var max)) return atom;
            var kind = Take("+"u8) ? RepeatKind.Possessive : Take("?"u8) != _options.Lazy ? RepeatKind.Lazy : RepeatKind.Greedy;
            atom = new RepeatNode(atom, min, max, kind);
        }
    }

    private bool ReadBounds(out int min, out int max)
    {
        (min, max) = (0, -1);
        switch (_pattern[_at])
        {
            case (byte)'*':
                _at++;
                return true;
            case (byte)'+':
                _at++;
                min = 1;
                return true;
            case (byte)'?':
                _at++;
                max = 1;
                return true;
            case (byte)'{':
                return ReadBraces(out min, out max);
            default:
                return false;
        }
    }

    /// <summary><c>{n}</c>, <c>{n,}</c>, <c>{n,m}</c>; anything else in braces is literal text.</summary>
    private bool ReadBraces(out int min, out int max)
    {
        var from = _at++;
        max = -1;
        if (ReadNumber(out min))
        {
            if (!Take(","u8)) max = min;
            else if (ReadNumber(out var upper)) max = upper;
            if (Take("}"u8))
            {
                if (min > MaxRepeat || max > MaxRepeat) throw new PcreSyntaxException($"a repetition of more than {MaxRepeat}", from);
                if (max >= 0 && max < min) throw new PcreSyntaxException("a repetition whose numbers are out of order", from);
                return true;
            }
        }

        _at = from;
        return false;
    }

    private bool ReadNumber(out int number)
    {
        var from = _at;
        number = 0;
        while (!AtEnd && _pattern[_at] is >= (byte)'0' and <= (byte)'9')
        {
            number = Math.Min((number * 10) + _pattern[_at] - '0', 1_000_000);
            _at++;
        }

        return _at > from;
    }
}
