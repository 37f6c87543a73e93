using System.Text;

namespace Gateway.JsonSchema.Patterns;

/// <summary>
/// Reads an ECMA-262 regular expression as with the flag u, except that punctuation may be escaped needlessly and braces may stand for themselves:
/// what people write in schemas, and other validators accept.
/// </summary>
internal sealed partial class PatternParser
{
    private const int MaxNesting = 100;
    private const int MaxRepeat = 100_000;
    private const int MaxBraces = 16;

    private readonly string _pattern;
    private readonly bool _syntaxOnly;
    private int _position;
    private int _nesting;

    private PatternParser(string pattern, bool syntaxOnly) => (_pattern, _syntaxOnly) = (pattern, syntaxOnly);

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="syntaxOnly">Whether only its syntax matters, so that the sets of properties, which are large, need not be put together, and properties that are not known here are not refused.</param>
    public static PatternNode Parse(string pattern, bool syntaxOnly = false)
    {
        var parser = new PatternParser(pattern, syntaxOnly);
        var node = parser.ReadChoice();
        if (parser._position < pattern.Length) throw new PatternSyntaxException("found ) without (");
        return node;
    }

    private bool AtEnd => _position >= _pattern.Length;

    private bool TryRead(string text)
    {
        if (string.CompareOrdinal(_pattern, _position, text, 0, text.Length) != 0) return false;
        _position += text.Length;
        return true;
    }

    private PatternNode ReadChoice()
    {
        if (++_nesting > MaxNesting) throw new PatternSyntaxException($"found groups nested deeper than {MaxNesting}");
        var alternatives = new List<PatternNode> { ReadSequence() };
        while (TryRead("|")) alternatives.Add(ReadSequence());
        _nesting--;
        return alternatives.Count == 1 ? alternatives[0] : new PatternNode.Choice(alternatives);
    }

    private PatternNode.Sequence ReadSequence()
    {
        var parts = new List<PatternNode>();
        while (!AtEnd && _pattern[_position] is not ('|' or ')')) parts.Add(ReadQuantified());
        return new PatternNode.Sequence(parts);
    }

    private PatternNode ReadQuantified()
    {
        var atom = ReadAtom();
        if (AtEnd) return atom;
        int least, most;
        switch (_pattern[_position])
        {
            case '*':
                (least, most) = (0, -1);
                _position++;
                break;
            case '+':
                (least, most) = (1, -1);
                _position++;
                break;
            case '?':
                (least, most) = (0, 1);
                _position++;
                break;
            case '{' when TryReadBraces(out least, out most):
                break;
            default:
                return atom;
        }

        // A lazy quantifier matches the same strings.
        TryRead("?");
        if (!AtEnd && _pattern[_position] is '*' or '+' or '?') throw new PatternSyntaxException($"found nothing to repeat at {_position}");
        if (atom is PatternNode.Begin or PatternNode.End or PatternNode.Boundary or PatternNode.Look) throw new PatternSyntaxException($"found a repeated assertion before {_position}");
        return new PatternNode.Repeat(atom, least, most);
    }

    private bool TryReadBraces(out int least, out int most)
    {
        (least, most) = (0, 0);
        // No count is longer: a pattern of braces alone must not be searched to its end for each.
        var end = _pattern.IndexOf('}', _position, Math.Min(MaxBraces, _pattern.Length - _position));
        if (end < 0) return false;
        var parts = _pattern[(_position + 1)..end].Split(',');
        if (parts.Length > 2 || !parts[0].All(char.IsAsciiDigit) || !parts[^1].All(char.IsAsciiDigit) || parts[0].Length == 0) return false;
        least = Count(parts[0]);
        most = parts.Length == 1 ? least : parts[1].Length == 0 ? -1 : Count(parts[1]);
        if (most >= 0 && most < least) throw new PatternSyntaxException($"found numbers out of order in {_pattern[_position..(end + 1)]}");
        _position = end + 1;
        return true;

        static int Count(string digits) => digits.Length < 7 && int.Parse(digits) <= MaxRepeat
            ? int.Parse(digits)
            : throw new PatternSyntaxException($"found a repeat count of {digits}; allowed: at most {MaxRepeat}");
    }

    private PatternNode ReadAtom()
    {
        switch (_pattern[_position])
        {
            case '^':
                _position++;
                return new PatternNode.Begin();
            case '$':
                _position++;
                return new PatternNode.End();
            case '.':
                _position++;
                return new PatternNode.Set(CodePointSet.LineEnds.Complement());
            case '(':
                return ReadGroup();
            case '[':
                _position++;
                return new PatternNode.Set(ReadClass());
            case '\\':
                return ReadEscapedAtom();
            case '*' or '+' or '?':
                throw new PatternSyntaxException($"found nothing to repeat at {_position}");
            default:
                return new PatternNode.Set(CodePointSet.Of(ReadRune()));
        }
    }

    private PatternNode ReadGroup()
    {
        _position++;
        (bool Behind, bool Negated)? look = null;
        if (TryRead("?:"))
        {
            // Nothing is captured anyway.
        }
        else if (TryRead("?=")) look = (false, false);
        else if (TryRead("?!")) look = (false, true);
        else if (TryRead("?<=")) look = (true, false);
        else if (TryRead("?<!")) look = (true, true);
        else if (TryRead("?<")) ReadGroupName();
        else if (TryRead("?")) throw new PatternSyntaxException($"found (? at {_position - 2} and what is no group of ECMA-262; allowed: (?: (?= (?! (?<= (?<! (?<name>");
        var inner = ReadChoice();
        if (!TryRead(")")) throw new PatternSyntaxException("found ( without )");
        return look is var (behind, negated) ? new PatternNode.Look(inner, behind, negated) : inner;
    }

    private void ReadGroupName()
    {
        var end = _pattern.IndexOf('>', _position);
        var name = end < 0 ? "" : _pattern[_position..end];
        if (name.Length == 0 || !name.All(c => c is '$' or '_' || char.IsLetterOrDigit(c)) || char.IsDigit(name[0])) throw new PatternSyntaxException($"found no group name at {_position}");
        _position = end + 1;
    }

    private Rune ReadRune()
    {
        if (Rune.TryGetRuneAt(_pattern, _position, out var rune))
        {
            _position += rune.Utf16SequenceLength;
            return rune;
        }

        throw new PatternSyntaxException($"found a lone surrogate at {_position}");
    }
}
