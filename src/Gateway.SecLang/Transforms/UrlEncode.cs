using System.Buffers;

namespace Gateway.SecLang.Transforms;

/// <summary><c>urlEncode</c>: everything but letters, digits and <c>*</c> as <c>%hh</c>, a space as <c>+</c>.</summary>
internal sealed class UrlEncode() : Transformation("urlEncode")
{
    private static readonly SearchValues<byte> Kept = SearchValues.Create("*0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    public override int MaxLength(int input) => input * 3;

    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        if (!input.ContainsAnyExcept(Kept)) return false;

        var writer = new ByteWriter(output);
        foreach (var value in input)
        {
            if (Kept.Contains(value))
            {
                writer.Add(value);
            }
            else if (value == ' ')
            {
                writer.Add((byte)'+');
            }
            else
            {
                writer.Add((byte)'%');
                writer.Add("0123456789abcdef"u8[value >> 4]);
                writer.Add("0123456789abcdef"u8[value & 15]);
            }
        }

        written = writer.Length;
        return true;
    }
}
