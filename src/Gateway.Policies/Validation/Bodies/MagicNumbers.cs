using Gateway.Policies.RequestLimits;

namespace Gateway.Policies.Validation.Bodies;

/// <summary>How files of well-known media types begin. A type that is not here is not looked at.</summary>
internal static class MagicNumbers
{
    /// <summary>No more bytes are needed to tell.</summary>
    public const int Length = 12;

    /// <summary>False when the content is not of the type that it claims.</summary>
    public static bool Fits(in MediaType type, ReadOnlySpan<byte> head)
    {
        if (type.Type.Equals("image", StringComparison.OrdinalIgnoreCase)) return FitsImage(type.Subtype, head);
        if (!type.Type.Equals("application", StringComparison.OrdinalIgnoreCase)) return true;
        if (Is(type, "pdf")) return head.StartsWith("%PDF-"u8);
        if (Is(type, "zip")) return head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8);
        if (Is(type, "gzip") || Is(type, "x-gzip")) return head is [0x1f, 0x8b, ..];
        return true;
    }

    private static bool FitsImage(ReadOnlySpan<char> subtype, ReadOnlySpan<byte> head)
    {
        if (Is(subtype, "png")) return head is [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a, ..];
        if (Is(subtype, "jpeg") || Is(subtype, "jpg")) return head is [0xff, 0xd8, 0xff, ..];
        if (Is(subtype, "gif")) return head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8);
        if (Is(subtype, "webp")) return head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8);
        if (Is(subtype, "bmp")) return head.StartsWith("BM"u8);
        if (Is(subtype, "tiff")) return head is [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..];
        return true;
    }

    private static bool Is(in MediaType type, string subtype) => Is(type.Subtype, subtype);

    private static bool Is(ReadOnlySpan<char> found, string subtype) => found.Equals(subtype, StringComparison.OrdinalIgnoreCase);
}
