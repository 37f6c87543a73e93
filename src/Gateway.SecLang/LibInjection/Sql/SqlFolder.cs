namespace Gateway.SecLang.LibInjection.Sql;

/// <summary>
/// Reduces the tokens of a value to at most five by rewriting two or three neighbours at a time, so that arithmetic, lists, casts and
/// repeated signs do not tell one attack from another. It looks at a window that begins at <c>_left</c>; what stands before is settled
/// until a rewrite makes it worth another look.
/// </summary>
internal ref partial struct SqlFolder(SqlTokenizer source, ReadOnlySpan<byte> value, Span<SqlToken> tokens)
{
    /// <summary>How many tokens the fold needs room for: a sixth helps to understand the fifth.</summary>
    public const int Room = 8;

    private const int Max = 5;
    private readonly ReadOnlySpan<byte> _value = value;
    private readonly Span<SqlToken> _tokens = tokens;
    private SqlTokenizer _source = source;
    private SqlToken _comment;
    private int _count;
    private int _left;
    private bool _more = true;

    private enum Step
    {
        /// <summary>The window changed: look at it again.</summary>
        Again,

        /// <summary>No rewrite: look further.</summary>
        Further,

        /// <summary>What was read is an attack by itself.</summary>
        Stop,
    }

    public readonly int TokensRead => _source.Count;

    public readonly bool ReadsDifferentlyInMySql => _source.DialectsDiffer;

    /// <summary>Leaves the folded tokens at the front of the room and says how many there are.</summary>
    public int Fold()
    {
        if (!SkipPreamble()) return 0;
        _count = 1;
        while (true)
        {
            if (_count >= Max) FoldFive();
            if (!_more || _left >= Max) break;
            if (!Fill(2)) continue;
            var step = FoldTwo();
            if (step == Step.Stop) return _left + 2;
            if (step == Step.Again || !Fill(3) || FoldThree() == Step.Again) continue;
            _left++;
        }

        // A comment at the very end counts: it cuts off the rest of the statement.
        if (_count < Max && _comment.Kind == SqlKind.Comment) _tokens[_count++] = _comment;
        return Math.Min(_count, Max);
    }

    /// <summary>Comments, opening parentheses, type names and signs at the start say nothing.</summary>
    private bool SkipPreamble()
    {
        do
        {
            if (!_source.Next(ref _tokens[0])) return false;
        }
        while (_tokens[0].Kind is SqlKind.Comment or SqlKind.Open or SqlKind.TypeName || IsSign(_tokens[0]));

        return true;
    }

    /// <summary>Reads until the window has as many tokens. If the value has no more, the window ends.</summary>
    private bool Fill(int wanted)
    {
        while (_more && _count <= Max && _count - _left < wanted)
        {
            ref var token = ref _tokens[_count];
            _more = _source.Next(ref token);
            if (!_more) break;
            _comment = token.Kind == SqlKind.Comment ? token : default;
            if (token.Kind != SqlKind.Comment) _count++;
        }

        if (_count - _left >= wanted) return true;
        _left = _count;
        return false;
    }

    /// <summary>Full, but of parentheses that only wrap arithmetic: keep the first token and go on.</summary>
    private void FoldFive()
    {
        var wraps = (_tokens[0].Kind, _tokens[1].Kind, _tokens[2].Kind, _tokens[3].Kind, _tokens[4].Kind) switch
        {
            (SqlKind.Number, SqlKind.Operator or SqlKind.Comma, SqlKind.Open, SqlKind.Number, SqlKind.Close) => true,
            (SqlKind.Bareword, SqlKind.Operator, SqlKind.Open, SqlKind.Bareword or SqlKind.Number, SqlKind.Close) => true,
            (SqlKind.Number, SqlKind.Close, SqlKind.Comma, SqlKind.Open, SqlKind.Number) => true,
            (SqlKind.Bareword, SqlKind.Close, SqlKind.Operator, SqlKind.Open, SqlKind.Bareword) => true,
            _ => false,
        };
        if (!wraps) return;
        if (_count > Max) _tokens[1] = _tokens[Max];
        _count = _count > Max ? 2 : 1;
        _left = 0;
    }

    /// <summary>Drops tokens from the end of the window and looks at everything again.</summary>
    private Step Drop(int tokens)
    {
        _count -= tokens;
        _left = 0;
        return Step.Again;
    }

    private readonly bool TextIs(in SqlToken token, ReadOnlySpan<byte> upper) => System.Text.Ascii.EqualsIgnoreCase(token.TextIn(_value), upper);

    /// <summary>+ - ! ~ !! NOT.</summary>
    private readonly bool IsSign(in SqlToken token)
    {
        if (token.Kind != SqlKind.Operator) return false;
        var text = token.TextIn(_value);
        return text.Length switch
        {
            1 => text[0] is (byte)'+' or (byte)'-' or (byte)'!' or (byte)'~',
            2 => text[0] == '!' && text[1] == '!',
            3 => TextIs(token, "NOT"u8),
            _ => false,
        };
    }
}
