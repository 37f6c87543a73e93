using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Operators;

/// <summary>
/// <c>verifyCC</c>, <c>verifyCPF</c>, <c>verifySSN</c>, <c>verifySVNR</c>: what the pattern finds is a number whose check digits are right.
/// </summary>
internal sealed class VerifyNumber : ByteOperator
{
    private readonly ByteRegex pattern;
    private readonly Check check;

    private VerifyNumber(string name, ByteRegex pattern, Check check) : base(name) => (this.pattern, this.check) = (pattern, check);

    /// <summary>Whether the digits in the text make such a number.</summary>
    internal delegate bool Check(ReadOnlySpan<byte> text);

    public ByteRegex Regex => pattern;

    public static OperatorOutcome Create(string name, ReadOnlySpan<byte> argument, Check check)
    {
        try
        {
            return new OperatorOutcome(new VerifyNumber(name, ByteRegex.Compile(argument, RegexFlags.Multiline), check));
        }
        catch (PcreSyntaxException e)
        {
            return new OperatorOutcome(null, $"found a pattern that cannot be read: {e.Message}");
        }
    }

    public override bool IsMatch(ReadOnlySpan<byte> argument, ReadOnlySpan<byte> value, out Found found)
    {
        Span<(int Start, int Length)> whole = stackalloc (int, int)[1];
        // Each find that is no such number is followed by a search one byte behind its start, so that a pattern such as .* would
        // read the value once for every byte of it. Work is bounded; what would take more counts as found.
        var work = 64L * 1024 + 32L * value.Length;
        for (var from = 0; from < value.Length && pattern.Match(value, from, whole, out _); from = whole[0].Start + 1)
        {
            found = new Found(whole[0].Start, whole[0].Length);
            work -= found.Start + found.Length - from;
            if (found.Length > 0 && check(value.Slice(found.Start, found.Length)) || work < 0) return true;
        }

        found = Found.None;
        return false;
    }
}
