namespace Gateway.SecLang.Operators;

/// <summary>
/// <c>unconditionalMatch</c> and <c>noMatch</c>; and operators that ask a service outside (<c>rbl</c>, <c>geoLookup</c>), which
/// here never match: a request must not wait for DNS. The rule file's owner is warned.
/// </summary>
internal sealed class FixedAnswer(string name, bool answer) : ByteOperator(name)
{
    public static FixedAnswer Always { get; } = new("unconditionalMatch", true);

    public static FixedAnswer Never { get; } = new("noMatch", false);

    public override bool IsMatch(ReadOnlySpan<byte> argument, ReadOnlySpan<byte> value, out Found found)
    {
        found = Found.None;
        return answer;
    }
}
