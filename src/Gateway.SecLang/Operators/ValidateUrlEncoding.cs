using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Operators;

/// <summary><c>validateUrlEncoding</c>: matches a value with a percent sign that no two hexadecimal digits follow.</summary>
internal sealed class ValidateUrlEncoding() : ByteOperator("validateUrlEncoding")
{
    public override bool IsMatch(ReadOnlySpan<byte> argument, ReadOnlySpan<byte> value, out Found found)
    {
        found = Found.None;
        for (var at = value.IndexOf((byte)'%'); at >= 0; at = value.IndexOf((byte)'%'))
        {
            if (at + 2 >= value.Length || !CBytes.IsHex(value[at + 1]) || !CBytes.IsHex(value[at + 2])) return true;
            value = value[(at + 3)..];
        }

        return false;
    }
}
