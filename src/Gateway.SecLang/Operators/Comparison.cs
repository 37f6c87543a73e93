namespace Gateway.SecLang.Operators;

/// <summary><c>eq</c>, <c>ge</c>, <c>gt</c>, <c>le</c>, <c>lt</c>: both sides are numbers by <see cref="CInteger"/>.</summary>
internal sealed class Comparison : ByteOperator
{
    private readonly int least;
    private readonly int most;

    private Comparison(string name, int least, int most) : base(name) => (this.least, this.most) = (least, most);

    public static Comparison Equal { get; } = new("eq", 0, 0);

    public static Comparison AtLeast { get; } = new("ge", 0, 1);

    public static Comparison Greater { get; } = new("gt", 1, 1);

    public static Comparison AtMost { get; } = new("le", -1, 0);

    public static Comparison Less { get; } = new("lt", -1, -1);

    public override bool ReadsArgument => true;

    /// <summary>The same for numbers that are none of text, such as <c>&amp;ARGS</c>.</summary>
    public bool Holds(int value, int argument)
    {
        var order = value.CompareTo(argument);
        return order >= least && order <= most;
    }

    public override bool IsMatch(ReadOnlySpan<byte> argument, ReadOnlySpan<byte> value, out Found found)
    {
        found = Found.None;
        return Holds(CInteger.Parse(value), CInteger.Parse(argument));
    }
}
