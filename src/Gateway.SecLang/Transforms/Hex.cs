namespace Gateway.SecLang.Transforms;

/// <summary><c>hexEncode</c>: two small digits a byte.</summary>
internal sealed class HexEncode() : Transformation("hexEncode")
{
    public override int MaxLength(int input) => input * 2;

    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        var done = Convert.TryToHexStringLower(input, output, out written);
        return done && written > 0;
    }
}

/// <summary><c>hexDecode</c>: pairs of digits; an odd last one is dropped, and what is no digit is reckoned as if it were one.</summary>
internal sealed class HexDecode() : Transformation("hexDecode")
{
    public override int MaxLength(int input) => input / 2;

    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = input.Length / 2;
        for (var i = 0; i < written; i++) output[i] = CBytes.HexPair(input[2 * i], input[2 * i + 1]);
        return !input.IsEmpty;
    }
}
