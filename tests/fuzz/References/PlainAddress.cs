using System.Globalization;

namespace Gateway.Fuzz.References;

/// <summary>IP addresses by the letter of RFC 3986 section 3.2.2 and RFC 4291 section 2.2, written slowly. Null for anything else.</summary>
internal static class PlainAddress
{
    public static byte[]? V4(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 4) return null;
        var bytes = new byte[4];
        for (var i = 0; i < 4; i++)
        {
            if (parts[i].Length is 0 or > 3 || !parts[i].All(char.IsAsciiDigit) || (parts[i].Length > 1 && parts[i][0] == '0')) return null;
            var value = int.Parse(parts[i], CultureInfo.InvariantCulture);
            if (value > 255) return null;
            bytes[i] = (byte)value;
        }

        return bytes;
    }

    public static byte[]? V6(string text)
    {
        var halves = text.Split("::");
        if (halves.Length > 2 || text.Contains(":::", StringComparison.Ordinal)) return null;
        if (Groups(halves[0], halves.Length == 1) is not { } head) return null;
        if (halves.Length == 1) return head.Count == 16 ? [.. head] : null;
        // "::" stands for at least one group.
        if (Groups(halves[1], true) is not { } tail || head.Count + tail.Count > 14) return null;
        return [.. head, .. new byte[16 - head.Count - tail.Count], .. tail];
    }

    /// <summary>The v4 address in ::ffff:0:0/96; any other unchanged.</summary>
    public static byte[] Unmapped(byte[] address) =>
        address.Length == 16 && address.AsSpan(0, 10).IndexOfAnyExcept((byte)0) < 0 && address[10] == 255 && address[11] == 255 ? address[12..] : address;

    /// <summary>Digits alone, in the range of a port; no digit too many.</summary>
    public static int? Port(string text) =>
        text.Length > 0 && text.All(char.IsAsciiDigit) && text.TrimStart('0').Length <= 5 && int.Parse("0" + text.TrimStart('0'), CultureInfo.InvariantCulture) is var port and <= 65535 ? port : null;

    private static List<byte>? Groups(string text, bool mayEndInV4)
    {
        List<byte> bytes = [];
        if (text.Length == 0) return bytes;
        var groups = text.Split(':');
        for (var i = 0; i < groups.Length; i++)
        {
            if (groups[i].Contains('.', StringComparison.Ordinal))
            {
                if (!mayEndInV4 || i != groups.Length - 1 || V4(groups[i]) is not { } v4) return null;
                bytes.AddRange(v4);
                continue;
            }

            if (groups[i].Length is 0 or > 4 || !groups[i].All(char.IsAsciiHexDigit)) return null;
            var value = int.Parse(groups[i], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            bytes.Add((byte)(value >> 8));
            bytes.Add((byte)value);
        }

        return bytes;
    }
}
