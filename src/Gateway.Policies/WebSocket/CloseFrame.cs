using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Gateway.Policies.WebSocket;

/// <summary>Close frames that the gateway sends itself (RFC 6455 section 5.5.1): a status code and no text.</summary>
internal static class CloseFrame
{
    /// <summary>RFC 6455 section 7.4.1: the endpoint goes away, such as a server that goes down. Clients connect again.</summary>
    public const ushort GoingAway = 1001;

    /// <summary>The frame as a server sends it.</summary>
    public static byte[] ToClient(ushort status)
    {
        byte[] frame = [0x88, 2, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), status);
        return frame;
    }

    /// <summary>The frame as a client sends it: masked (section 5.3), and by a mask that nobody can foresee.</summary>
    public static byte[] ToBackend(ushort status)
    {
        byte[] frame = [0x88, 0x82, 0, 0, 0, 0, 0, 0];
        var mask = frame.AsSpan(2, 4);
        RandomNumberGenerator.Fill(mask);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(6), (ushort)(status ^ BinaryPrimitives.ReadUInt16BigEndian(mask)));
        return frame;
    }
}
