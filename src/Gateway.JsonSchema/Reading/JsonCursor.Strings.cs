using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Gateway.JsonSchema.Reading;

/// <summary>A string as it stands in the text, between its quotes.</summary>
internal readonly record struct StringToken(int Start, int Length, bool Escaped)
{
    public int End => Start + Length;
}

internal ref partial struct JsonCursor
{
    /// <summary>Reads the string whose opening quote is here.</summary>
    public bool ReadString(out StringToken token)
    {
        var start = Position + 1;
        var i = start;
        var escaped = false;
        while ((i = FindSpecial(i)) < Text.Length)
        {
            var b = Text[i];
            if (b == '"')
            {
                token = new StringToken(start, i - start, escaped);
                Position = i + 1;
                return true;
            }

            // Anything but an escape is a control character.
            if (b != '\\') break;
            var length = JsonEscape.Length(Text[i..]);
            if (length == 0) break;
            escaped = true;
            i += length;
        }

        token = default;
        return false;
    }

    /// <summary>Where the next quote, backslash or control character is.</summary>
    private readonly int FindSpecial(int i)
    {
        var text = Text;
        ref var first = ref MemoryMarshal.GetReference(text);
        while (i <= text.Length - Vector128<byte>.Count)
        {
            var bytes = Vector128.LoadUnsafe(ref first, (nuint)i);
            var special = Vector128.Equals(bytes, Vector128.Create((byte)'"'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(bytes, Vector128.Create((byte)0x20));
            var mask = special.ExtractMostSignificantBits();
            if (mask != 0) return i + BitOperations.TrailingZeroCount(mask);
            i += Vector128<byte>.Count;
        }

        while (i < text.Length && text[i] is not ((byte)'"' or (byte)'\\' or < 0x20)) i++;
        return i;
    }
}
