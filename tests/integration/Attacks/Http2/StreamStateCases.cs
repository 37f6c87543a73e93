using Gateway.IntegrationTests.Support;
using static Gateway.IntegrationTests.Attacks.Http2.FrameCases;
using static Gateway.IntegrationTests.Attacks.Http2.Http2Outcome;

namespace Gateway.IntegrationTests.Attacks.Http2;

/// <summary>Streams in a state that does not allow the frame, RFC 9113 section 5.1, after a first request that was in order.</summary>
internal static class StreamStateCases
{
    public static Http2Case[] All { get; } =
    [
        After("the same stream again", static (id, path) => [Frame(Http2FrameType.Headers, id, Get(path), Ends)]),
        After("a lower stream", static (id, path) => [Frame(Http2FrameType.Headers, id + 8, Get(Nothing), Ends), Frame(Http2FrameType.Headers, id + 2, Get(path), Ends)]),
        After("DATA on a closed stream", static (id, _) => [Frame(Http2FrameType.Data, id, "hello"u8.ToArray(), Http2Flags.EndStream)]),
        After("HEADERS on a closed stream as trailers", static (id, _) => [Frame(Http2FrameType.Headers, id, HpackEncoder.Encode([("x", "y")]), Ends)]),
        After("CONTINUATION on a closed stream", static (id, _) => [Frame(Http2FrameType.Continuation, id, [], Http2Flags.EndHeaders)]),
        After("WINDOW_UPDATE by 0 on a closed stream", static (id, _) => [Frame(Http2FrameType.WindowUpdate, id, new byte[4])]),
        After("WINDOW_UPDATE on a closed stream", static (id, _) => [Frame(Http2FrameType.WindowUpdate, id, [0, 0, 0, 1])], Ignored),
        After("PRIORITY on a closed stream", static (id, _) => [Frame(Http2FrameType.Priority, id, [0, 0, 0, 0, 0])], Ignored),
        After("RST_STREAM on a closed stream", static (id, _) => [Frame(Http2FrameType.RstStream, id, new byte[4])], Ignored),
        Ended("DATA behind the end", static id => [Frame(Http2FrameType.Data, id, "x"u8.ToArray(), Http2Flags.EndStream), Frame(Http2FrameType.Data, id, "hello"u8.ToArray(), Http2Flags.EndStream)]),
        Ended("HEADERS behind the end", static id => [Frame(Http2FrameType.Data, id, "x"u8.ToArray(), Http2Flags.EndStream), Frame(Http2FrameType.Headers, id, HpackEncoder.Encode([("x", "y")]), Ends)]),
        Open("trailers without an end", static id => [Frame(Http2FrameType.Headers, id, HpackEncoder.Encode([("x", "y")]), Http2Flags.EndHeaders)]),
        Open("DATA padded beyond its end", static id => [Frame(Http2FrameType.Data, id, [5, 1, 2], Http2Flags.EndStream | Http2Flags.Padded)]),
        Open("DATA too short for its padding", static id => [Frame(Http2FrameType.Data, id, [], Http2Flags.EndStream | Http2Flags.Padded)]),
        Open("WINDOW_UPDATE by 0", static id => [Frame(Http2FrameType.WindowUpdate, id, new byte[4])]),
        Open("WINDOW_UPDATE beyond 2^31-1", static id => [Frame(Http2FrameType.WindowUpdate, id, [0x7f, 0xff, 0xff, 0xff])], Refused),
        Open("initial window that overflows the stream's", static id => [Frame(Http2FrameType.WindowUpdate, id, [0x70, 0, 0, 0]), Setting(Http2Setting.InitialWindowSize, 0x7fff_ffff)]),
        Open("RST_STREAM, then DATA", static id => [Frame(Http2FrameType.RstStream, id, [0, 0, 0, 8]), Frame(Http2FrameType.Data, id, "hello"u8.ToArray(), Http2Flags.EndStream)]),
    ];

    // A path that no route has: a request that is in order to its end may be on its way before what is not comes, and then it counts at the backend.
    private const string Nothing = "/nothing";

    private const byte Ends = Http2Flags.EndHeaders | Http2Flags.EndStream;

    private static Http2Case After(string name, Func<int, string, Http2Frame[]> frames, Http2Outcome outcome = EndsConnection) => new(
        "after an answer: " + name,
        async (connection, folder) =>
        {
            var stream = await connection.StartAsync(Http2Headers.Get(Nothing));
            Assert.Equal(404, (await stream.ResponseAsync()).Status);
            // At once: what arrives while the server still tidies up must be told apart all the same.
            await connection.TryWriteAsync(frames(stream.Id, folder + "a").SelectMany(static f => f.ToBytes()).ToArray());
            return null;
        },
        outcome);

    private static Http2Case Ended(string name, Func<int, Http2Frame[]> frames) => InOne(name, static _ => Nothing, frames, EndsConnection);

    private static Http2Case Open(string name, Func<int, Http2Frame[]> frames, Http2Outcome outcome = EndsConnection) => InOne(name, static folder => folder + "a", frames, outcome);

    // In one write, so that the request cannot have ended before.
    private static Http2Case InOne(string name, Func<string, string> path, Func<int, Http2Frame[]> frames, Http2Outcome outcome) => new(
        "in an open request: " + name,
        async (connection, folder) =>
        {
            var stream = connection.OpenStream();
            var head = Frame(Http2FrameType.Headers, stream.Id, HpackEncoder.Encode(Http2Headers.Request("POST", path(folder))), Http2Flags.EndHeaders);
            await connection.TryWriteAsync(((Http2Frame[])[head, .. frames(stream.Id)]).SelectMany(static f => f.ToBytes()).ToArray());
            return stream;
        },
        outcome);
}
