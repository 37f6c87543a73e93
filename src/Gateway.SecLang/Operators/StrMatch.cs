namespace Gateway.SecLang.Operators;

/// <summary><c>strmatch</c>: contains the argument, in which <c>|hex|</c> and escapes were read at load.</summary>
internal sealed class StrMatch(ReadOnlySpan<byte> argument) : ByteOperator("strmatch")
{
    private readonly byte[] sought = PhraseText.Read(argument);

    public override bool IsMatch(ReadOnlySpan<byte> argument, ReadOnlySpan<byte> value, out Found found)
    {
        found = Found.None;
        return value.IndexOf(sought) >= 0;
    }
}
