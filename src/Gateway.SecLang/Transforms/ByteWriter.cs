namespace Gateway.SecLang.Transforms;

/// <summary>Appends to the output of a transformation.</summary>
internal ref struct ByteWriter(Span<byte> target)
{
    private readonly Span<byte> target = target;

    public int Length { get; set; }

    public readonly byte Last => target[Length - 1];

    public readonly ReadOnlySpan<byte> Written => target[..Length];

    public void Add(byte value) => target[Length++] = value;

    public void Add(ReadOnlySpan<byte> values)
    {
        values.CopyTo(target[Length..]);
        Length += values.Length;
    }
}
