using System.Buffers.Binary;
using System.Text;

namespace Gateway.IntegrationTests.Support;

/// <summary>The peer's farewell: streams above <paramref name="LastStreamId"/> were not processed.</summary>
public sealed record Http2GoAway(int LastStreamId, Http2ErrorCode Code, string Debug)
{
    internal static Http2GoAway Parse(ReadOnlySpan<byte> payload) => new(
        BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue,
        (Http2ErrorCode)BinaryPrimitives.ReadInt32BigEndian(payload[4..]),
        Encoding.Latin1.GetString(payload[8..]));
}
