namespace Gateway.SecLang.Regex;

/// <summary>
/// Reads a pattern in the syntax of PCRE, byte mode. What PCRE knows and this engine cannot do (recursion, conditions,
/// verbs, properties) is refused with its place, never guessed.
/// </summary>
internal sealed partial class PcreParser
{
    /// <summary>PCRE's own default; it also bounds the recursion of everything that walks the tree.</summary>
    private const int MaxDepth = 250;

    private readonly byte[] _pattern;
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly List<(int Number, int Offset)> _references = [];
    private int _at;
    private int _depth;
    private int _groups;
    private bool _literal;
    private Options _options;

    private PcreParser(byte[] pattern, RegexFlags flags)
    {
        _pattern = pattern;
        _options = new Options(flags.HasFlag(RegexFlags.IgnoreCase), flags.HasFlag(RegexFlags.Multiline), DotAll: true, Extended: false, Lazy: false);
    }

    private readonly record struct Options(bool IgnoreCase, bool Multiline, bool DotAll, bool Extended, bool Lazy);

    public static PcrePattern Parse(ReadOnlySpan<byte> pattern, RegexFlags flags)
    {
        var parser = new PcreParser(pattern.ToArray(), flags);
        var node = parser.ReadAlternatives();
        if (parser._at < pattern.Length) throw parser.Error("a closing parenthesis without an opening one");
        foreach (var (number, offset) in parser._references)
        {
            if (number > parser._groups) throw new PcreSyntaxException($"a reference to group {number} where the pattern has {parser._groups}", offset);
        }

        return new PcrePattern(node, parser._groups);
    }

    private bool AtEnd => _at >= _pattern.Length;

    private PcreSyntaxException Error(string message) => new(message, _at);

    private bool Starts(ReadOnlySpan<byte> text) => _pattern.AsSpan(_at).StartsWith(text);

    private bool Take(ReadOnlySpan<byte> text)
    {
        if (!Starts(text)) return false;
        _at += text.Length;
        return true;
    }

    /// <summary>Alternatives up to a closing parenthesis or the end; options set inside end here.</summary>
    private RegexNode ReadAlternatives(bool sameNumbers = false)
    {
        if (++_depth > MaxDepth) throw Error($"groups nested deeper than {MaxDepth}");
        var outer = _options;
        var first = _groups;
        var most = first;
        var branches = new List<RegexNode>();
        do
        {
            if (sameNumbers) _groups = first;
            branches.Add(ReadSequence());
            most = Math.Max(most, _groups);
        }
        while (Take("|"u8));
        _groups = most;
        _options = outer;
        _depth--;
        return branches.Count == 1 ? branches[0] : new AlternateNode([.. branches]);
    }

    private RegexNode ReadSequence()
    {
        var items = new List<RegexNode>();
        while (!AtEnd)
        {
            if (_literal)
            {
                if (Take("\\E"u8)) _literal = false;
                else items.Add(ReadQuoted());
                continue;
            }

            if (_pattern[_at] is (byte)'|' or (byte)')') break;
            var from = _at;
            var atom = ReadAtom();
            if (atom is null) continue;
            if (_at == from) throw Error("an unreadable pattern");
            items.Add(ReadQuantifiers(atom));
        }

        return items.Count == 1 ? items[0] : new ConcatNode([.. items]);
    }

    /// <summary>A byte of a quotation; the last one may be repeated by what stands behind the quotation.</summary>
    private RegexNode ReadQuoted()
    {
        var quoted = Byte(_pattern[_at++]);
        if (!Take("\\E"u8)) return quoted;
        _literal = false;
        return ReadQuantifiers(quoted);
    }

    /// <summary>The next atom, or null for what only changes the reading: options, comments, white space under (?x).</summary>
    private RegexNode? ReadAtom()
    {
        var c = _pattern[_at];
        if (_options.Extended && SkipExtended()) return null;
        switch (c)
        {
            case (byte)'(':
                return ReadGroup();
            case (byte)'[':
                return ReadClass();
            case (byte)'\\':
                return ReadEscape();
            case (byte)'.':
                _at++;
                return new SetNode(_options.DotAll ? ByteSet.All : ~ByteSet.NewLine);
            case (byte)'^':
                _at++;
                return new AssertNode(_options.Multiline ? Assertion.LineStart : Assertion.TextStart);
            case (byte)'$':
                _at++;
                return new AssertNode(_options.Multiline ? Assertion.LineEnd : Assertion.TextEnd);
            case (byte)'*' or (byte)'+' or (byte)'?':
                throw Error($"nothing before '{(char)c}' that could be repeated");
            default:
                _at++;
                return Byte(c);
        }
    }

    private bool SkipExtended()
    {
        var from = _at;
        while (!AtEnd)
        {
            if (ByteSet.Space.Contains(_pattern[_at])) _at++;
            else if (_pattern[_at] == (byte)'#')
            {
                while (!AtEnd && _pattern[_at] != (byte)'\n') _at++;
            }
            else break;
        }

        return _at > from;
    }

    private SetNode Byte(byte value) => new(Cased(ByteSet.Of(value)));

    private ByteSet Cased(ByteSet set) => _options.IgnoreCase ? set.WithBothCases() : set;
}
