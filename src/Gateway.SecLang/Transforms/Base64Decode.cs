namespace Gateway.SecLang.Transforms;

/// <summary>
/// <c>base64Decode</c>: decodes up to the first byte that is no digit of base 64 and keeps what it has, so that junk at the end
/// hides nothing. <c>base64DecodeExt</c> leaves out every other byte instead, as lenient decoders of PHP do.
/// </summary>
internal sealed class Base64Decode : Transformation
{
    private readonly bool lenient;

    private Base64Decode(string name, bool lenient) : base(name) => this.lenient = lenient;

    public static Base64Decode Prefix { get; } = new("base64Decode", false);

    public static Base64Decode Lenient { get; } = new("base64DecodeExt", true);

    public override int MaxLength(int input) => input / 4 * 3 + 3;

    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        var writer = new ByteWriter(output);
        var bits = 0;
        var digits = 0;
        for (var i = 0; i < input.Length; i++)
        {
            var digit = Digit(input[i]);
            if (digit < 0)
            {
                if (!lenient) break;
                // One pad behind a single digit of a group: the forgiving decoder gives up on the whole value.
                if (input[i] == '=' && digits % 4 == 1 && (i + 1 == input.Length || input[i + 1] != '='))
                {
                    writer.Length = 0;
                    break;
                }

                continue;
            }

            bits = (bits << 6) | digit;
            if (digits++ % 4 > 0) writer.Add(unchecked((byte)(bits >> (6 - 2 * ((digits - 1) % 4)))));
        }

        written = writer.Length;
        return !input.IsEmpty;
    }

    /// <summary>The value of a digit of base 64; -1 for another byte.</summary>
    public static int Digit(byte value) => value switch
    {
        >= (byte)'A' and <= (byte)'Z' => value - 'A',
        >= (byte)'a' and <= (byte)'z' => value - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => value - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => -1,
    };
}
