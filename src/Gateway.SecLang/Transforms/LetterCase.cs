using System.Numerics;

namespace Gateway.SecLang.Transforms;

/// <summary><c>lowercase</c> and <c>uppercase</c>: ASCII letters only, whatever the charset of the request.</summary>
internal sealed class LetterCase : Transformation
{
    private readonly byte first;
    private readonly byte last;

    private LetterCase(string name, char first, char last) : base(name) => (this.first, this.last) = ((byte)first, (byte)last);

    public static LetterCase Lower { get; } = new("lowercase", 'A', 'Z');

    public static LetterCase Upper { get; } = new("uppercase", 'a', 'z');

    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = input.Length;
        var start = input.IndexOfAnyInRange(first, last);
        if (start < 0) return false;

        input[..start].CopyTo(output);
        var i = start;
        if (Vector.IsHardwareAccelerated)
        {
            var from = new Vector<byte>(first);
            var letters = new Vector<byte>(26);
            var bit = new Vector<byte>(0x20);
            for (; i <= input.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            {
                var values = new Vector<byte>(input[i..]);
                (values ^ (Vector.LessThan(values - from, letters) & bit)).CopyTo(output[i..]);
            }
        }

        for (; i < input.Length; i++)
            output[i] = (uint)(input[i] - first) < 26 ? (byte)(input[i] ^ 0x20) : input[i];
        return true;
    }
}
