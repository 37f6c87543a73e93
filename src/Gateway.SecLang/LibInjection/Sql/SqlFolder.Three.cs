namespace Gateway.SecLang.LibInjection.Sql;

internal ref partial struct SqlFolder
{
    /// <summary>Rewrites of three neighbours.</summary>
    private Step FoldThree()
    {
        ref var first = ref _tokens[_left];
        ref var second = ref _tokens[_left + 1];
        ref var third = ref _tokens[_left + 2];
        return first.Kind switch
        {
            SqlKind.Number or SqlKind.Bareword or SqlKind.Variable or SqlKind.Text => FoldOperand(first.Kind, second, third),
            SqlKind.Operator when second.Kind != SqlKind.Open && third.Kind == SqlKind.Operator => Drop(2),
            SqlKind.Logic when third.Kind == SqlKind.Logic => Drop(2),
            SqlKind.Keyword or SqlKind.Expression or SqlKind.Group or SqlKind.Comma => FoldSign(first.Kind, ref second, third),
            SqlKind.Function => FoldCall(ref first, second, third),
            _ => Step.Further,
        };
    }

    /// <summary>1+1, 'a'::int, a,b and a.b are the first operand.</summary>
    private Step FoldOperand(SqlKind first, in SqlToken second, in SqlToken third)
    {
        var folds = second.Kind switch
        {
            SqlKind.Operator => IsOperand(first, third.Kind) || third.Kind == SqlKind.TypeName && second.TextIn(_value).SequenceEqual("::"u8),
            SqlKind.Comma => third.Kind.In(SqlKinds.Negatable),
            SqlKind.Dot => first == SqlKind.Bareword && third.Kind == SqlKind.Bareword,
            _ => false,
        };
        return folds ? Drop(2) : Step.Further;
    }

    /// <summary>Strings stay: <c>'a' = 'a'</c> is what attacks look like.</summary>
    private static bool IsOperand(SqlKind first, SqlKind third) => first switch
    {
        SqlKind.Text => false,
        SqlKind.Variable => third.In(SqlKinds.Term) || third == SqlKind.Variable,
        _ => third.In(SqlKinds.Term),
    };

    /// <summary>Drops the sign after SELECT, LIMIT, a comma …, and the table from <c>SELECT .`column`</c>.</summary>
    private Step FoldSign(SqlKind first, ref SqlToken second, in SqlToken third)
    {
        if (!IsSign(second))
        {
            if (first != SqlKind.Expression || second.Kind != SqlKind.Dot || third.Kind != SqlKind.Bareword) return Step.Further;
        }
        else if (third.Kind == SqlKind.Open)
        {
            if (first == SqlKind.Keyword) return Step.Further;
        }
        else if (third.Kind.In(SqlKinds.Negatable) && first == SqlKind.Comma)
        {
            // ",-1" goes as a whole, so that "1,-1" is 1: at a comma the window stands on what comes before it.
            second = third;
            return Drop(3);
        }
        else if (!third.Kind.In(SqlKinds.Negatable) && third.Kind != SqlKind.Function)
        {
            return Step.Further;
        }

        second = third;
        return Drop(1);
    }

    /// <summary>USER() is a function, USER(x) is not: fewer false positives.</summary>
    private readonly Step FoldCall(ref SqlToken first, in SqlToken second, in SqlToken third)
    {
        if (second.Kind == SqlKind.Open && third.Kind != SqlKind.Close && TextIs(first, "USER"u8)) first.Kind = SqlKind.Bareword;
        return Step.Further;
    }
}
