namespace Gateway.SecLang.Transforms;

/// <summary><c>length</c>: the number of bytes, in decimal.</summary>
internal sealed class Length() : Transformation("length")
{
    public override int MaxLength(int input) => 10;

    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written) =>
        input.Length.TryFormat(output, out written, provider: System.Globalization.CultureInfo.InvariantCulture);
}
