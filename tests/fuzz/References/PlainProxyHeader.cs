using System.Text;

namespace Gateway.Fuzz.References;

/// <summary>HAProxy's proxy-protocol.txt read whole: the source as bytes and port, how long the header is, or that it is wrong.</summary>
internal static class PlainProxyHeader
{
    private static readonly byte[] Signature = [.. "\r\n\r\n\0\r\nQUIT\n"u8];

    /// <summary>Null for what is not, and cannot become, a header; length 0 for a beginning.</summary>
    public static (int Length, string? Source, string? Destination)? Read(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        if (text.StartsWith("PROXY ", StringComparison.Ordinal)) return Version1(text);
        if (bytes.AsSpan().StartsWith(Signature)) return Version2(bytes);
        return "PROXY ".StartsWith(text, StringComparison.Ordinal) || Signature.AsSpan().StartsWith(bytes) ? (0, null, null) : null;
    }

    private static (int, string?, string?)? Version1(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0) return text.Length < 107 ? (0, null, null) : null;
        if (end >= 107 || text[end - 1] != '\r') return null;
        var parts = text[..(end - 1)].Split(' ');
        if (parts[1] == "UNKNOWN") return (end + 1, null, null);
        if (parts.Length != 6 || parts[1] is not ("TCP4" or "TCP6")) return null;
        var isV4 = parts[1] == "TCP4";
        var source = isV4 ? PlainAddress.V4(parts[2]) : PlainAddress.V6(parts[2]);
        var destination = isV4 ? PlainAddress.V4(parts[3]) : PlainAddress.V6(parts[3]);
        if (source is null || destination is null || !IsPort(parts[4]) || !IsPort(parts[5])) return null;
        return (end + 1, $"{Convert.ToHexString(source)}:{parts[4]}", $"{Convert.ToHexString(destination)}:{parts[5]}");
    }

    private static bool IsPort(string text) => PlainAddress.Port(text) is not null && (text.Length == 1 || text[0] != '0');

    private static (int, string?, string?)? Version2(byte[] bytes)
    {
        if (bytes.Length < 16) return (0, null, null);
        var payload = (bytes[14] << 8) | bytes[15];
        if (payload > 4096 || bytes[12] is not (0x20 or 0x21)) return null;
        if (bytes.Length < 16 + payload) return (0, null, null);
        if (bytes[12] == 0x20 || bytes[13] == 0) return (16 + payload, null, null);
        var size = bytes[13] switch { 0x11 => 4, 0x21 => 16, _ => 0 };
        if (size == 0 || payload < (2 * size) + 4) return null;
        string End(int address, int port) => $"{Convert.ToHexString(bytes, address, size)}:{(bytes[port] << 8) | bytes[port + 1]}";
        return (16 + payload, End(16, 16 + (2 * size)), End(16 + size, 18 + (2 * size)));
    }
}
