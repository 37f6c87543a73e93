namespace Gateway.SecLang.Transforms;

/// <summary>
/// One <c>t:</c> step: bytes in, bytes out. Instances hold no state of a request and are shared by all threads.
/// </summary>
/// <remarks>
/// Most values are changed by no step, so that <see cref="Apply"/> first looks, vectorised, for a byte that could
/// matter and leaves when there is none; the caller then keeps the very same span and equal results cost one scan.
/// The meaning of every step is that of ModSecurity 2, for which the Core Rule Set is written; where that one stops
/// at a NUL byte, ours goes on: a NUL must not hide what follows it.
/// </remarks>
internal abstract class Transformation(string name)
{
    /// <summary>The name as the manuals spell it, <c>urlDecodeUni</c>.</summary>
    public string Name { get; } = name;

    /// <summary>How many bytes of output an input of so many bytes may need at most.</summary>
    public virtual int MaxLength(int input) => input;

    /// <summary>
    /// Transforms <paramref name="input"/>. False: the value stays as it is and <paramref name="output"/> holds nothing of use.
    /// </summary>
    /// <param name="input">The value.</param>
    /// <param name="output">At least <see cref="MaxLength"/> bytes that do not overlap the input.</param>
    /// <param name="written">How many bytes the output has; may be 0.</param>
    public abstract bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written);
}
