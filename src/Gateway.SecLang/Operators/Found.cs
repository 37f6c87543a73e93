namespace Gateway.SecLang.Operators;

/// <summary>The part of the value that an operator found, for TX:0. <see cref="None"/>: the operator captures nothing.</summary>
internal readonly record struct Found(int Start, int Length)
{
    public static Found None => new(-1, 0);

    public bool IsNone => Start < 0;
}
