using System.Numerics;

namespace Gateway.SecLang.Transforms;

/// <summary><c>parityEven7bit</c>, <c>parityOdd7bit</c>, <c>parityZero7bit</c>: what the eighth bit becomes.</summary>
internal sealed class Parity : Transformation
{
    private readonly int odd;

    private Parity(string name, int odd) : base(name) => this.odd = odd;

    public static Parity Even { get; } = new("parityEven7bit", 0);

    public static Parity Odd { get; } = new("parityOdd7bit", 1);

    public static Parity Zero { get; } = new("parityZero7bit", -1);

    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = input.Length;
        for (var i = 0; i < input.Length; i++)
        {
            var bits = input[i] & 0x7F;
            // ModSecurity counts all eight bits of what came in.
            var high = odd >= 0 && (BitOperations.PopCount(input[i]) & 1) != odd ? 0x80 : 0;
            output[i] = (byte)(bits | high);
        }

        return !output[..written].SequenceEqual(input);
    }
}
