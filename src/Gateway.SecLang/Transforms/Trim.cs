namespace Gateway.SecLang.Transforms;

/// <summary><c>trim</c>, <c>trimLeft</c>, <c>trimRight</c>: whitespace of the C locale off the ends.</summary>
internal sealed class Trim : Transformation
{
    private readonly bool left;
    private readonly bool right;

    private Trim(string name, bool left, bool right) : base(name) => (this.left, this.right) = (left, right);

    public static Trim Both { get; } = new("trim", true, true);

    public static Trim Left { get; } = new("trimLeft", true, false);

    public static Trim Right { get; } = new("trimRight", false, true);

    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        var start = 0;
        var end = input.Length;
        while (left && start < end && CBytes.IsSpace(input[start])) start++;
        while (right && end > start && CBytes.IsSpace(input[end - 1])) end--;
        written = end - start;
        if (written == input.Length) return false;
        input[start..end].CopyTo(output);
        return true;
    }
}
