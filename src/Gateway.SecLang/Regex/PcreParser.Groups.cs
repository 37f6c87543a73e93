using System.Text;

namespace Gateway.SecLang.Regex;

/// <content>Everything that begins with a parenthesis.</content>
internal sealed partial class PcreParser
{
    /// <summary>A group, or null for a comment or an option that holds to the end of the enclosing group.</summary>
    private RegexNode? ReadGroup()
    {
        var from = _at;
        if (Starts("(*"u8)) throw Error("a verb '(*', which is not supported");
        _at++;
        if (!Take("?"u8)) return Capture(from, ++_groups);
        if (AtEnd) throw Error("a group that ends after '(?'");
        if (Take("#"u8))
        {
            while (!AtEnd && _pattern[_at] != (byte)')') _at++;
            Close(from);
            return null;
        }

        if (Take(":"u8)) return Close(from, ReadAlternatives());
        if (Take("|"u8)) return Close(from, ReadAlternatives(sameNumbers: true));
        if (Take(">"u8)) return new AtomicNode(Close(from, ReadAlternatives()));
        if (Take("="u8)) return new LookNode(Close(from, ReadAlternatives()), Behind: false, Negative: false);
        if (Take("!"u8)) return new LookNode(Close(from, ReadAlternatives()), Behind: false, Negative: true);
        if (Take("<="u8)) return new LookNode(Close(from, ReadAlternatives()), Behind: true, Negative: false);
        if (Take("<!"u8)) return new LookNode(Close(from, ReadAlternatives()), Behind: true, Negative: true);
        if (Take("P="u8)) return NamedReference((byte)')');
        if (Take("P<"u8) || Take("<"u8)) return Named(from, (byte)'>');
        if (Take("'"u8)) return Named(from, (byte)'\'');
        return ReadOptions(from);
    }

    private CaptureNode Capture(int from, int number) => new(Close(from, ReadAlternatives()), number);

    private CaptureNode Named(int from, byte close)
    {
        var name = ReadName(close);
        var number = ++_groups;
        if (!_names.TryAdd(name, number)) throw new PcreSyntaxException($"two groups named '{name}'", from);
        return Capture(from, number);
    }

    private string ReadName(byte close)
    {
        var from = _at;
        while (!AtEnd && ByteSet.Word.Contains(_pattern[_at])) _at++;
        var name = Encoding.ASCII.GetString(_pattern, from, _at - from);
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || AtEnd || _pattern[_at] != close) throw Error($"a group name that is not letters, digits and '_' up to '{(char)close}'");
        _at++;
        return name;
    }

    private BackreferenceNode NamedReference(byte close)
    {
        var name = ReadName(close);
        return _names.TryGetValue(name, out var number) ? Reference(number) : throw Error($"a reference to the group '{name}', which does not stand before it");
    }

    private BackreferenceNode Reference(int number)
    {
        if (number <= 0) throw Error("a reference to a group that does not exist");
        _references.Add((number, _at));
        return new BackreferenceNode(number, _options.IgnoreCase);
    }

    /// <summary><c>(?i)</c>, <c>(?i:…)</c>, <c>(?s-i:…)</c>, <c>(?^:…)</c>.</summary>
    private RegexNode? ReadOptions(int from)
    {
        var outer = _options;
        var on = true;
        if (Take("^"u8)) _options = new Options(false, false, false, false, _options.Lazy);
        while (!AtEnd)
        {
            var c = _pattern[_at++];
            switch (c)
            {
                case (byte)')':
                    return null;
                case (byte)':':
                    var node = Close(from, ReadAlternatives());
                    _options = outer;
                    return node;
                case (byte)'-':
                    on = false;
                    break;
                case (byte)'i':
                    _options = _options with { IgnoreCase = on };
                    break;
                case (byte)'m':
                    _options = _options with { Multiline = on };
                    break;
                case (byte)'s':
                    _options = _options with { DotAll = on };
                    break;
                case (byte)'x':
                    _options = _options with { Extended = on };
                    break;
                case (byte)'U':
                    _options = _options with { Lazy = on };
                    break;
                default:
                    _at--;
                    throw Error($"'{(char)c}' after '(?', which is not supported (options are i, m, s, x and U; there are no recursion and no conditions)");
            }
        }

        throw new PcreSyntaxException("a group that is not closed", from);
    }

    private void Close(int from)
    {
        if (!Take(")"u8)) throw new PcreSyntaxException("a group that is not closed", from);
    }

    private RegexNode Close(int from, RegexNode node)
    {
        Close(from);
        return node;
    }
}
