using System.Buffers.Binary;

namespace Gateway.IntegrationTests.Support;

/// <summary>SETTINGS payloads: pairs of a 16-bit identifier and a 32-bit value.</summary>
internal static class Http2Settings
{
    private const int EntryBytes = 6;

    public static Http2Frame Frame(IReadOnlyDictionary<Http2Setting, uint> settings)
    {
        var payload = new byte[settings.Count * EntryBytes];
        var at = 0;
        foreach (var (setting, value) in settings)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(at), (ushort)setting);
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(at + 2), value);
            at += EntryBytes;
        }

        return new Http2Frame(Http2FrameType.Settings, Http2Flags.None, 0, payload);
    }

    public static IEnumerable<(Http2Setting Setting, uint Value)> Parse(ReadOnlyMemory<byte> payload)
    {
        for (var at = 0; at + EntryBytes <= payload.Length; at += EntryBytes)
        {
            var entry = payload.Span.Slice(at, EntryBytes);
            yield return ((Http2Setting)BinaryPrimitives.ReadUInt16BigEndian(entry), BinaryPrimitives.ReadUInt32BigEndian(entry[2..]));
        }
    }
}
