using Gateway.SecLang.Compile;
using Gateway.SecLang.Regex;
using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Forms;

/// <summary>
/// What transformations make of the values of a form, where that is one byte for each byte: the same, or letters in the other case, or a space for a plus.
/// Where bytes are left out or decoded from base 64, only which bytes are left is known. Of others nothing is said, and whatever stands behind them looks at the values.
/// </summary>
internal sealed class FormImage
{
    private static readonly ByteSet Blanks = ByteSet.Space | ByteSet.Of(CBytes.NoBreakSpace);
    private static readonly byte[][] CommentMarks = ["/*"u8.ToArray(), "*/"u8.ToArray(), "<!--"u8.ToArray(), "--"u8.ToArray()];

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
            case "removeCommentsChar" when !Alphabet.Contains((byte)'#') && !PhraseOverlap.MayMatch(CommentMarks, this):
                return this;
            case "removeWhitespace":
                return Of(ValueForms.OfBytes(Form.Name, Alphabet & ~Blanks));
            case "base64Decode" or "base64DecodeExt":
                return Of(ValueForms.OfBytes(Form.Name, Base64Bytes()));
            default:
                return null;
        }
    }

    /// <summary>Every byte that decoding may make of the alphabet, from any two digits that follow each other at any place of a group.</summary>
    private ByteSet Base64Bytes()
    {
        var digits = new List<int>();
        foreach (var b in Alphabet)
            if (Base64Decode.Digit(b) is var digit and >= 0) digits.Add(digit);
        var bytes = ByteSet.Empty;
        foreach (var first in digits)
            foreach (var second in digits)
                for (var shift = 4; shift >= 0; shift -= 2) bytes |= ByteSet.Of(unchecked((byte)(((first << 6) | second) >> shift)));
        return bytes;
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
