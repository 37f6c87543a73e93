using Gateway.SecLang.Compile;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Forms;

/// <summary>
/// What transformations make of the values of a form, where that is one byte for each byte: the same, or letters in the other case, or a space for a plus.
/// Of others nothing is said, and whatever stands behind them looks at the values.
/// </summary>
internal sealed class FormImage
{
    private readonly byte[] _map;

    private FormImage(ValueForm form, byte[] map)
    {
        Form = form;
        _map = map;
        foreach (var b in form.Alphabet) Alphabet |= ByteSet.Of(map[b]);
    }

    public ValueForm Form { get; }

    public ByteSet Alphabet { get; }

    public static FormImage Of(ValueForm form) => new(form, [.. Enumerable.Range(0, 256).Select(static b => (byte)b)]);

    /// <summary>What a byte of a value has become.</summary>
    public byte this[byte value] => _map[value];

    /// <summary>The image behind one more step; null where it is not known.</summary>
    public FormImage? Through(TransformOp step)
    {
        var shape = Shape();
        if (step.Triggers != ByteShape.Always && (shape & step.Triggers) == 0) return this;
        switch (step.Transformation.Name)
        {
            case "lowercase":
                return Mapped(static b => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b);
            case "uppercase":
                return Mapped(static b => b is >= (byte)'a' and <= (byte)'z' ? (byte)(b & 0xDF) : b);
            case "cmdLine" when (shape & step.Triggers) == ByteShape.Upper:
                return Mapped(static b => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b);
            case "urlDecode" or "urlDecodeUni" when (shape & step.Triggers) == ByteShape.Plus:
                return Mapped(static b => b == '+' ? (byte)' ' : b);
            // One segment that is neither "." nor ends in a dot is a normal path.
            case "normalisePath" or "normalisePathWin" when (shape & step.Triggers) == ByteShape.Dot && !EndsWith((byte)'.'):
                return this;
            default:
                return null;
        }
    }

    private uint Shape()
    {
        var shape = 0u;
        foreach (var b in Alphabet) shape |= ByteShape.Of([b]);
        return shape;
    }

    private FormImage Mapped(Func<byte, byte> step) => new(Form, Array.ConvertAll(_map, b => step(b)));

    private bool EndsWith(byte value)
    {
        foreach (var edges in Form.Edges)
            foreach (var (b, target) in edges)
                if (_map[b] == value && Form.Accepts(target)) return true;
        return false;
    }
}
