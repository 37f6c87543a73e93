using System.Text;

namespace Gateway.IntegrationTests.Support;

/// <summary>
/// Writes header blocks as literals without indexing (RFC 7541 section 6.2.2): names and values go out byte for byte, so
/// that illegal ones can be sent, and blocks do not depend on each other.
/// </summary>
public static class HpackEncoder
{
    /// <summary>Latin-1: one byte per character.</summary>
    public static byte[] Encode(IEnumerable<(string Name, string Value)> headers) =>
        Encode(headers.Select(line => (Encoding.Latin1.GetBytes(line.Name), Encoding.Latin1.GetBytes(line.Value))));

    public static byte[] Encode(IEnumerable<(byte[] Name, byte[] Value)> headers)
    {
        var block = new MemoryStream();
        foreach (var (name, value) in headers)
        {
            block.WriteByte(0x00);
            WriteString(block, name);
            WriteString(block, value);
        }

        return block.ToArray();
    }

    /// <summary>A literal that enters the peer's dynamic table (section 6.2.1): the material of table growth attacks.</summary>
    public static byte[] EncodeIndexed(string name, string value)
    {
        var block = new MemoryStream();
        block.WriteByte(0x40);
        WriteString(block, Encoding.Latin1.GetBytes(name));
        WriteString(block, Encoding.Latin1.GetBytes(value));
        return block.ToArray();
    }

    /// <summary>An integer with an N-bit prefix (section 5.1) under the bits of <paramref name="pattern"/>.</summary>
    public static byte[] EncodeNumber(byte pattern, int prefixBits, int value)
    {
        var limit = (1 << prefixBits) - 1;
        if (value < limit)
            return [(byte)(pattern | value)];
        var bytes = new List<byte> { (byte)(pattern | limit) };
        for (value -= limit; value >= 128; value >>= 7)
            bytes.Add((byte)(value & 127 | 128));
        bytes.Add((byte)value);
        return [.. bytes];
    }

    private static void WriteString(MemoryStream block, byte[] text)
    {
        block.Write(EncodeNumber(0x00, 7, text.Length));
        block.Write(text);
    }
}
