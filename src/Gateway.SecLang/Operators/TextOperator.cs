namespace Gateway.SecLang.Operators;

/// <summary>Operators that compare bytes with bytes, case and all. An empty argument matches every value, except with <c>streq</c> and <c>within</c>.</summary>
internal sealed class TextOperator : ByteOperator
{
    private readonly TextRelation relation;

    private TextOperator(string name, TextRelation relation) : base(name) => this.relation = relation;

    private delegate bool TextRelation(ReadOnlySpan<byte> argument, ReadOnlySpan<byte> value);

    public static TextOperator BeginsWith { get; } = new("beginsWith", static (argument, value) => value.StartsWith(argument));

    public static TextOperator Contains { get; } = new("contains", static (argument, value) => value.IndexOf(argument) >= 0);

    public static TextOperator EndsWith { get; } = new("endsWith", static (argument, value) => value.EndsWith(argument));

    public static TextOperator Equal { get; } = new("streq", static (argument, value) => value.SequenceEqual(argument));

    /// <summary>Whether the value is a part of the argument; an empty value is.</summary>
    public static TextOperator Within { get; } = new("within", static (argument, value) => argument.IndexOf(value) >= 0);

    public override bool ReadsArgument => true;

    public override bool IsMatch(ReadOnlySpan<byte> argument, ReadOnlySpan<byte> value, out Found found)
    {
        found = Found.None;
        return relation(argument, value);
    }
}
