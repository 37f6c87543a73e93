using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Operators;

/// <summary><c>containsWord</c>: the argument stands in the value with no letter, digit or underscore beside it.</summary>
internal sealed class ContainsWord() : ByteOperator("containsWord")
{
    public override bool ReadsArgument => true;

    public override bool IsMatch(ReadOnlySpan<byte> argument, ReadOnlySpan<byte> value, out Found found)
    {
        found = Found.None;
        if (argument.IsEmpty) return true;
        for (var start = 0; ; start++)
        {
            var at = value[start..].IndexOf(argument);
            if (at < 0) return false;
            start += at;
            var end = start + argument.Length;
            if ((start == 0 || !IsWord(value[start - 1])) && (end == value.Length || !IsWord(value[end]))) return true;
        }
    }

    private static bool IsWord(byte value) => value == '_' || CBytes.IsLetterOrDigit(value);
}
