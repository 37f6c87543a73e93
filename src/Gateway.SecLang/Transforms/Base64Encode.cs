using System.Buffers.Text;

namespace Gateway.SecLang.Transforms;

/// <summary><c>base64Encode</c>: with padding, without lines.</summary>
internal sealed class Base64Encode() : Transformation("base64Encode")
{
    public override int MaxLength(int input) => Base64.GetMaxEncodedToUtf8Length(input);

    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        Base64.EncodeToUtf8(input, output, out _, out written);
        return !input.IsEmpty;
    }
}
