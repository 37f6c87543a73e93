using System.Buffers;
using System.Text;

namespace Gateway.JsonSchema.Formats;

/// <summary>RFC 1123 host names: labels of letters, digits and inner hyphens, 63 bytes each, 253 in all. An A-label must decode to a valid U-label (RFC 5890).</summary>
internal static class HostnameFormat
{
    private static readonly SearchValues<byte> LabelBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"u8);

    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > 253) return false;
        while (true)
        {
            var dot = text.IndexOf((byte)'.');
            if (!IsLabel(dot < 0 ? text : text[..dot])) return false;
            if (dot < 0) return true;
            text = text[(dot + 1)..];
        }
    }

    private static bool IsLabel(ReadOnlySpan<byte> label)
    {
        if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-' || label.ContainsAnyExcept(LabelBytes)) return false;
        // Hyphens at the third and fourth place are reserved for A-labels.
        return label.Length < 4 || label[2] != '-' || label[3] != '-' || IsALabel(label);
    }

    private static bool IsALabel(ReadOnlySpan<byte> label)
    {
        Span<int> points = stackalloc int[64];
        return TryDecode(label, points, out var count) && (!IdnBidi.IsRightToLeft(points[..count]) || IdnBidi.KeepsRule(points[..count]));
    }

    /// <summary>Decodes an A-label to a valid U-label that encodes to it again.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> label, Span<int> points, out int count)
    {
        count = 0;
        if (label.Length < 5 || (label[0] | 0x20) != 'x' || (label[1] | 0x20) != 'n' || label[2] != '-' || label[3] != '-') return false;
        var encoded = label[4..];
        if (!Punycode.TryDecode(encoded, points, out count) || !IdnLabel.IsUnicodeLabel(points[..count])) return false;
        Span<byte> again = stackalloc byte[64];
        return Punycode.TryEncode(points[..count], again, out var length) && Ascii.EqualsIgnoreCase(again[..length], encoded);
    }
}
