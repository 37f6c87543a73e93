namespace Gateway.SecLang.LibInjection.Sql;

internal ref partial struct SqlFolder
{
    /// <summary>Rewrites of two neighbours. Where the left one has no rule of its own, a closing brace on the right is dropped.</summary>
    private Step FoldTwo()
    {
        ref var left = ref _tokens[_left];
        ref var right = ref _tokens[_left + 1];
        switch (left.Kind)
        {
            // Neighbouring strings are one; an empty statement is none.
            case SqlKind.Text when right.Kind == SqlKind.Text:
            case SqlKind.Semicolon when right.Kind == SqlKind.Semicolon:
                _count--;
                return Step.Again;

            case SqlKind.Operator or SqlKind.Logic when IsSign(right) || right.Kind == SqlKind.TypeName:
                return Drop(1);

            case SqlKind.Open when IsSign(right):
                return DropRight();

            case var kind when kind.In(SqlKinds.PhraseStart) && MergePhrase(ref left, right):
                return DropRight();

            // IF is a function, but a statement in Transact-SQL.
            case SqlKind.Semicolon when right.Kind == SqlKind.Function && StartsWithIf(right):
                right.Kind = SqlKind.Transact;
                return Step.Again;

            case SqlKind.Bareword or SqlKind.Variable when right.Kind == SqlKind.Open && IsNameOfFunction(left):
                left.Kind = SqlKind.Function;
                return Step.Again;

            case SqlKind.Keyword when TextIs(left, "IN"u8) || TextIs(left, "NOT IN"u8):
                left.Kind = right.Kind == SqlKind.Open ? SqlKind.Operator : SqlKind.Bareword;
                return Step.Again;

            case SqlKind.Operator when TextIs(left, "LIKE"u8) || TextIs(left, "NOT LIKE"u8):
                if (right.Kind == SqlKind.Open) left.Kind = SqlKind.Function;
                return Step.Further;

            case SqlKind.TypeName when right.Kind.In(SqlKinds.Typed):
                left = right;
                return Drop(1);

            case SqlKind.Collate when right.Kind == SqlKind.Bareword:
                return Collation(ref right);

            // T-SQL reads "\%1" as "0 % 1", and "\1" as "1".
            case SqlKind.Backslash when IsArithmetic(right):
                left.Kind = SqlKind.Number;
                return Drop(0);

            case SqlKind.Backslash:
                left = right;
                return Drop(1);

            case SqlKind.Open when right.Kind == SqlKind.Open:
            case SqlKind.Close when right.Kind == SqlKind.Close:
                return Drop(1);

            // ODBC's {name expression} is the expression; MySQL's {``.``.id} is used by nobody but attackers.
            case SqlKind.OpenBrace when right.Kind == SqlKind.Bareword:
                if (right.Length > 0) return Drop(2);
                right.Kind = SqlKind.Evil;
                return Step.Stop;

            default:
                return right.Kind == SqlKind.CloseBrace ? Drop(1) : Step.Further;
        }
    }

    /// <summary>Drops the right token and looks from one further left.</summary>
    private Step DropRight()
    {
        _count--;
        if (_left > 0) _left--;
        return Step.Again;
    }

    /// <summary>Makes "UNION" and "ALL" the phrase "UNION ALL" if the table has it.</summary>
    private readonly bool MergePhrase(ref SqlToken left, in SqlToken right)
    {
        if (!right.Kind.In(SqlKinds.PhraseEnd)) return false;
        var first = left.TextIn(_value);
        if (!SqlWords.Default.MayStartPhrase(first)) return false;
        var second = right.TextIn(_value);
        var length = first.Length + 1 + second.Length;
        if (length > SqlToken.MaxLength) return false;
        Span<byte> phrase = stackalloc byte[SqlToken.MaxLength];
        first.CopyTo(phrase);
        phrase[first.Length] = (byte)' ';
        second.CopyTo(phrase[(first.Length + 1)..]);
        var index = SqlWords.Default.Find(phrase[..length]);
        if (index < 0) return false;
        left.Kind = SqlWords.Default.Kind(index);
        left.Length = (byte)length;
        left.Phrase = index + 1;
        return true;
    }

    private readonly bool StartsWithIf(in SqlToken token)
    {
        var text = token.TextIn(_value);
        return text.Length > 1 && (text[0] | 0x20) == 'i' && (text[1] | 0x20) == 'f';
    }

    /// <summary>There are too many collations to list: they have an underscore.</summary>
    private Step Collation(ref SqlToken name)
    {
        var text = name.TextIn(_value);
        var end = text.IndexOf((byte)0);
        if (!(end < 0 ? text : text[..end]).Contains((byte)'_')) return Step.Further;
        name.Kind = SqlKind.TypeName;
        _left = 0;
        return Step.Further;
    }

    private readonly bool IsArithmetic(in SqlToken token) => token is { Kind: SqlKind.Operator, Length: 1 }
        && token.TextIn(_value)[0] is (byte)'*' or (byte)'/' or (byte)'-' or (byte)'+' or (byte)'%';

    /// <summary>Names that are columns as often as functions: the parenthesis decides.</summary>
    private readonly bool IsNameOfFunction(in SqlToken token) => token.Length switch
    {
        4 => TextIs(token, "USER"u8),
        7 => TextIs(token, "USER_ID"u8),
        8 => TextIs(token, "DATABASE"u8) || TextIs(token, "PASSWORD"u8),
        9 => TextIs(token, "USER_NAME"u8) || TextIs(token, "LOCALTIME"u8),
        12 => TextIs(token, "CURRENT_USER"u8) || TextIs(token, "CURRENT_DATE"u8) || TextIs(token, "CURRENT_TIME"u8),
        14 => TextIs(token, "LOCALTIMESTAMP"u8),
        17 => TextIs(token, "CURRENT_TIMESTAMP"u8),
        _ => false,
    };
}
