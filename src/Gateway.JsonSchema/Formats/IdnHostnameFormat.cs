using System.Text;

namespace Gateway.JsonSchema.Formats;

/// <summary>Host names of IDNA2008: labels of ASCII as for host names, or U-labels whose encoded form fits.</summary>
internal static class IdnHostnameFormat
{
    private const int MaxLabel = 63;
    private const int MaxName = 253;

    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        var rightToLeft = false;
        // One label with right-to-left letters subjects all labels to the rule.
        return AreLabels(text, bidi: false, ref rightToLeft) && (!rightToLeft || AreLabels(text, bidi: true, ref rightToLeft));
    }

    private static bool AreLabels(ReadOnlySpan<byte> text, bool bidi, ref bool rightToLeft)
    {
        Span<int> label = stackalloc int[MaxLabel];
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
                var encoded = LengthOf(label[..count], bidi, ref rightToLeft);
                total += encoded + 1;
                if (encoded == 0 || total > MaxName + 1) return false;
                if (end) return true;
                count = 0;
            }
            else if (count == MaxLabel)
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
    private static int LengthOf(scoped ReadOnlySpan<int> label, bool bidi, ref bool rightToLeft)
    {
        Span<byte> bytes = stackalloc byte[MaxLabel];
        Span<int> points = stackalloc int[MaxLabel];
        var ascii = true;
        for (var i = 0; i < label.Length; i++)
        {
            ascii &= label[i] < 128;
            bytes[i] = (byte)label[i];
        }

        var length = label.Length;
        if (ascii)
        {
            if (!HostnameFormat.IsValid(bytes[..length])) return 0;
            if (HostnameFormat.TryDecode(bytes[..length], points, out var count)) label = points[..count];
        }
        else
        {
            if (!IdnLabel.IsUnicodeLabel(label) || !Punycode.TryEncode(label, bytes[4..], out length)) return 0;
            length += 4;
        }

        rightToLeft |= IdnBidi.IsRightToLeft(label);
        return bidi && !IdnBidi.KeepsRule(label) ? 0 : length;
    }
}
