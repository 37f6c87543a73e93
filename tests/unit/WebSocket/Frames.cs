using System.Buffers.Binary;

namespace Gateway.UnitTests.WebSocket;

/// <summary>WebSocket frames as they stand on the wire.</summary>
internal static class Frames
{
    public static byte[] Of(int opcode, int length, bool masked, bool final = true)
    {
        var bytes = new List<byte> { (byte)((final ? 0x80 : 0) | opcode) };
        var mask = masked ? 0x80 : 0;
        if (length < 126)
        {
            bytes.Add((byte)(mask | length));
        }
        else if (length <= ushort.MaxValue)
        {
            var size = new byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(size, (ushort)length);
            bytes.AddRange([(byte)(mask | 126), .. size]);
        }
        else
        {
            var size = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(size, (ulong)length);
            bytes.AddRange([(byte)(mask | 127), .. size]);
        }

        // A mask and a payload that look like Close frames: whoever takes them for headers finds wrong boundaries.
        if (masked) bytes.AddRange([0x88, 0x80, 0x88, 0x80]);
        for (var i = 0; i < length; i++) bytes.Add(i % 2 == 0 ? (byte)0x88 : (byte)0x80);
        return [.. bytes];
    }

    public static byte[] Text(string text, bool masked = false) =>
        masked ? [0x81, (byte)(0x80 | text.Length), 0, 0, 0, 0, .. System.Text.Encoding.ASCII.GetBytes(text)] : [0x81, (byte)text.Length, .. System.Text.Encoding.ASCII.GetBytes(text)];

    /// <summary>The frame with its mask taken off: the payload behind the first two bytes.</summary>
    public static byte[] Unmask(ReadOnlySpan<byte> frame)
    {
        var payload = frame[6..].ToArray();
        for (var i = 0; i < payload.Length; i++) payload[i] ^= frame[2 + (i % 4)];
        return [frame[0], (byte)(frame[1] & 0x7F), .. payload];
    }
}
