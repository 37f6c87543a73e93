using System.Text;

namespace Gateway.JsonSchema.Formats;

/// <summary>Host names of IDNA2008: labels of ASCII as for host names, or U-labels whose encoded form fits.</summary>
internal static class IdnHostnameFormat
{
    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return false;
        Span<int> label = stackalloc int[64];
        var total = 0;
        var count = 0;
        while (true)
        {
            var end = text.IsEmpty;
            var rune = default(Rune);
            if (!end)
            {
                Rune.DecodeFromUtf8(text, out rune, out var length);
                text = text[length..];
            }

            // IDNA2008 leaves the other dots to what stands before it; everybody treats them as dots.
            if (end || rune.Value is '.' or 0x3002 or 0xFF0E or 0xFF61)
            {
                var encoded = LengthOf(label[..count]);
                total += encoded + 1;
                if (encoded == 0 || total > 254) return false;
                if (end) return true;
                count = 0;
            }
            else if (count == 63)
            {
                return false;
            }
            else
            {
                label[count++] = rune.Value;
            }
        }
    }

    /// <summary>Bytes that a label takes on the wire; 0 when it is none.</summary>
    private static int LengthOf(ReadOnlySpan<int> label)
    {
        var ascii = true;
        foreach (var point in label) ascii &= point < 128;
        if (ascii)
        {
            Span<byte> bytes = stackalloc byte[label.Length];
            for (var i = 0; i < label.Length; i++) bytes[i] = (byte)label[i];
            return HostnameFormat.IsValid(bytes) ? bytes.Length : 0;
        }

        var length = 4 + Punycode.EncodedLength(label);
        return length <= 63 && IdnLabel.IsUnicodeLabel(label) ? length : 0;
    }
}
