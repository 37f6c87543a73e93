using System.Buffers.Binary;
using Gateway.IntegrationTests.Support;
using static Gateway.IntegrationTests.Attacks.Http2.Http2Case;
using static Gateway.IntegrationTests.Attacks.Http2.Http2Outcome;

namespace Gateway.IntegrationTests.Attacks.Http2;

/// <summary>Frames, RFC 9113 sections 4 to 6: sizes, padding, stream ids and states.</summary>
internal static class FrameCases
{
    private const int MaxFrameBytes = 16_384;

    public static Http2Case[] All { get; } =
    [
        Frames("DATA on stream 0", EndsConnection, Frame(Http2FrameType.Data, 0, new byte[1])),
        Frames("DATA on an idle stream", EndsConnection, Frame(Http2FrameType.Data, 1, new byte[1])),
        Frames("DATA on an even stream", EndsConnection, Frame(Http2FrameType.Data, 2, new byte[1])),
        Frames("HEADERS on stream 0", EndsConnection, Frame(Http2FrameType.Headers, 0, Get("/public/x"), Http2Flags.EndHeaders)),
        Frames("HEADERS on an even stream", EndsConnection, Frame(Http2FrameType.Headers, 2, Get("/public/x"), Http2Flags.EndHeaders)),
        Frames("RST_STREAM on stream 0", EndsConnection, Frame(Http2FrameType.RstStream, 0, new byte[4])),
        Frames("RST_STREAM on an idle stream", EndsConnection, Frame(Http2FrameType.RstStream, 1, new byte[4])),
        Frames("RST_STREAM of another length", EndsConnection, Frame(Http2FrameType.RstStream, 1, new byte[5])),
        Frames("PRIORITY on stream 0", EndsConnection, Frame(Http2FrameType.Priority, 0, new byte[5])),
        Frames("PRIORITY of another length", EndsConnection, Frame(Http2FrameType.Priority, 1, new byte[4])),
        Frames("PRIORITY on itself", EndsConnection, Frame(Http2FrameType.Priority, 1, [0, 0, 0, 1, 0])),
        Frames("PRIORITY on an idle stream", Ignored, Frame(Http2FrameType.Priority, 1, [0, 0, 0, 3, 0])),
        Frames("SETTINGS on a stream", EndsConnection, Frame(Http2FrameType.Settings, 1, [])),
        Frames("SETTINGS of another length", EndsConnection, Frame(Http2FrameType.Settings, 0, new byte[5])),
        Frames("SETTINGS acknowledged with content", EndsConnection, Frame(Http2FrameType.Settings, 0, new byte[6], Http2Flags.Ack)),
        Frames("SETTINGS: window beyond 2^31-1", EndsConnection, Setting(Http2Setting.InitialWindowSize, 0x8000_0000)),
        Frames("SETTINGS: frames too small", EndsConnection, Setting(Http2Setting.MaxFrameSize, 16_383)),
        Frames("SETTINGS: frames too large", EndsConnection, Setting(Http2Setting.MaxFrameSize, 16_777_216)),
        Frames("SETTINGS: push 2", EndsConnection, Setting(Http2Setting.EnablePush, 2)),
        Frames("SETTINGS: header table of 4 GiB", Ignored, Setting(Http2Setting.HeaderTableSize, uint.MaxValue)),
        Frames("SETTINGS: unknown", Ignored, Setting((Http2Setting)0xff, 1)),
        Frames("PING of another length", EndsConnection, Frame(Http2FrameType.Ping, 0, new byte[7])),
        Frames("PING on a stream", EndsConnection, Frame(Http2FrameType.Ping, 1, new byte[8])),
        Frames("GOAWAY on a stream", EndsConnection, Frame(Http2FrameType.GoAway, 1, new byte[8])),
        Frames("WINDOW_UPDATE of another length", EndsConnection, Frame(Http2FrameType.WindowUpdate, 0, new byte[3])),
        Frames("WINDOW_UPDATE by 0", EndsConnection, Frame(Http2FrameType.WindowUpdate, 0, new byte[4])),
        Frames("WINDOW_UPDATE beyond 2^31-1", EndsConnection, Frame(Http2FrameType.WindowUpdate, 0, [0x7f, 0xff, 0xff, 0xff])),
        Frames("WINDOW_UPDATE on an idle stream", EndsConnection, Frame(Http2FrameType.WindowUpdate, 1, [0, 0, 0, 1])),
        Frames("CONTINUATION without HEADERS", EndsConnection, Frame(Http2FrameType.Continuation, 1, Get("/public/x"), Http2Flags.EndHeaders)),
        Frames("CONTINUATION on stream 0", EndsConnection, Frame(Http2FrameType.Continuation, 0, [])),
        Frames("CONTINUATION of another stream", EndsConnection, Frame(Http2FrameType.Headers, 1, Get("/public/x")), Frame(Http2FrameType.Continuation, 3, [], Http2Flags.EndHeaders)),
        Frames("DATA within a header block", EndsConnection, Frame(Http2FrameType.Headers, 1, Get("/public/x")), Frame(Http2FrameType.Data, 1, new byte[1])),
        Frames("PING within a header block", EndsConnection, Frame(Http2FrameType.Headers, 1, Get("/public/x")), Frame(Http2FrameType.Ping, 0, new byte[8])),
        Frames("unknown frame within a header block", EndsConnection, Frame(Http2FrameType.Headers, 1, Get("/public/x")), Frame((Http2FrameType)0xee, 1, [])),
        Frames("PUSH_PROMISE of a client", EndsConnection, Frame((Http2FrameType)5, 1, [0, 0, 0, 2, .. Get("/public/x")], Http2Flags.EndHeaders)),
        Frames("unknown frame", Ignored, Frame((Http2FrameType)0xee, 0, new byte[100], 0xff)),
        Frames("HEADERS that depends on itself", EndsConnection, Frame(Http2FrameType.Headers, 1, [0, 0, 0, 1, 0, .. Get("/public/x")], Http2Flags.EndHeaders | Http2Flags.EndStream | Http2Flags.Priority)),
        Frames("HEADERS padded beyond its end", EndsConnection, Frame(Http2FrameType.Headers, 1, [255, .. Get("/x")], Http2Flags.EndHeaders | Http2Flags.EndStream | Http2Flags.Padded)),
        Frames("HEADERS too short for its padding", EndsConnection, Frame(Http2FrameType.Headers, 1, [], Http2Flags.EndHeaders | Http2Flags.EndStream | Http2Flags.Padded)),
        Frames("HEADERS too short for its priority", EndsConnection, Frame(Http2FrameType.Headers, 1, [0, 0], Http2Flags.EndHeaders | Http2Flags.EndStream | Http2Flags.Priority)),
        Frames("frame beyond the agreed size", EndsConnection, Frame(Http2FrameType.Headers, 1, new byte[MaxFrameBytes + 1], Http2Flags.EndHeaders)),
        Frames("frame of 16 MiB", EndsConnection, new Http2Frame(Http2FrameType.Ping, 0, 0, new byte[0xFFFFFF])),
        Frames("GOAWAY of the client", EndsConnection, Frame(Http2FrameType.GoAway, 0, new byte[8])),
        new("bytes that are no frames", static async (c, _) => { await c.TryWriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray()); return null; }, EndsConnection),
    ];

    internal static Http2Frame Frame(Http2FrameType type, int stream, byte[] payload, byte flags = 0) => new(type, flags, stream, payload);

    internal static byte[] Get(string path) => HpackEncoder.Encode(Http2Headers.Get(path));

    internal static Http2Frame Setting(Http2Setting setting, uint value)
    {
        var payload = new byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)setting);
        BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(2), value);
        return new Http2Frame(Http2FrameType.Settings, 0, 0, payload);
    }
}
