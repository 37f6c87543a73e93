using Gateway.IntegrationTests.Support;
using static Gateway.IntegrationTests.Attacks.Http2.FrameCases;

namespace Gateway.IntegrationTests.Attacks.Http2;

/// <summary>Frames without end on one connection.</summary>
/// <param name="Name">The flood.</param>
/// <param name="Reason">Why the gateway ends the connection; null where the server itself does.</param>
/// <param name="Prepare">What comes before: an open stream, for some. Returns its id.</param>
/// <param name="Next">The frames of round n.</param>
internal sealed record Http2Flood(string Name, string? Reason, Func<Http2Connection, Task<int>> Prepare, Func<int, int, Http2Frame[]> Next)
{
    private const byte Ends = Http2Flags.EndHeaders | Http2Flags.EndStream;
    private const string Control = "http2-control-frames";
    private const string Resets = "http2-resets";

    private static readonly byte[] Head = Get("/public/flood");
    private static readonly byte[] Slow = Get("/public/slow");
    private static readonly byte[] Post = HpackEncoder.Encode(Http2Headers.Request("POST", "/public/slow"));
    private static readonly byte[] PostOfFive = HpackEncoder.Encode(Http2Headers.Request("POST", "/public/slow", more: ("content-length", "5")));

    public static Http2Flood[] All { get; } =
    [
        new("PING (CVE-2019-9512)", Control, Nothing, static (_, _) => [Frame(Http2FrameType.Ping, 0, new byte[8])]),
        new("PING acknowledgements", Control, Nothing, static (_, _) => [Frame(Http2FrameType.Ping, 0, new byte[8], Http2Flags.Ack)]),
        new("SETTINGS (CVE-2019-9515)", Control, Nothing, static (_, _) => [Frame(Http2FrameType.Settings, 0, [])]),
        new("SETTINGS acknowledgements", Control, Nothing, static (_, _) => [Frame(Http2FrameType.Settings, 0, [], Http2Flags.Ack)]),
        new("SETTINGS that change every window", Control, OpenAsync, static (_, n) => [Frame(Http2FrameType.Settings, 0, [.. Enumerable.Range(0, 500).SelectMany(i => (byte[])[0, 4, 0, 1, 0, (byte)(i + n)])])]),
        new("PRIORITY (CVE-2019-9513)", Control, Nothing, static (_, n) => [Frame(Http2FrameType.Priority, (n * 2) + 1, [0, 0, 0, 0, 16])]),
        new("WINDOW_UPDATE of the connection", Control, Nothing, static (_, _) => [Frame(Http2FrameType.WindowUpdate, 0, [0, 0, 0, 1])]),
        new("WINDOW_UPDATE of a stream", Control, OpenAsync, static (id, _) => [Frame(Http2FrameType.WindowUpdate, id, [0, 0, 0, 1])]),
        new("empty DATA (CVE-2019-9518)", Control, OpenAsync, static (id, _) => [Frame(Http2FrameType.Data, id, [])]),
        new("DATA of padding only", Control, OpenAsync, static (id, _) => [Frame(Http2FrameType.Data, id, [7, 0, 0, 0, 0, 0, 0, 0], Http2Flags.Padded)]),
        new("empty CONTINUATION", Control, BlockAsync, static (id, _) => [Frame(Http2FrameType.Continuation, id, [])]),
        new("CONTINUATION (CVE-2024-27316)", null, BlockAsync, static (id, n) => [Frame(Http2FrameType.Continuation, id, HpackEncoder.Encode([($"x-{n}", new string('a', 4000))]))]),
        new("unknown frames", Control, Nothing, static (_, _) => [Frame((Http2FrameType)0xee, 0, [])]),
        new("ORIGIN, ALTSVC and PRIORITY_UPDATE", Control, Nothing, static (_, n) => [Frame((Http2FrameType)(byte)(n % 3 == 0 ? 0xc : n % 3 == 1 ? 0xa : 0x10), 0, new byte[4])]),
        new("rapid reset (CVE-2023-44487)", Resets, Nothing, static (_, n) => [Frame(Http2FrameType.Headers, Id(n), Slow, Ends), Frame(Http2FrameType.RstStream, Id(n), [0, 0, 0, 8])]),
        new("rapid reset of requests with bodies", Resets, Nothing, static (_, n) => [Frame(Http2FrameType.Headers, Id(n), Post, Http2Flags.EndHeaders), Frame(Http2FrameType.Data, Id(n), new byte[8]), Frame(Http2FrameType.RstStream, Id(n), [0, 0, 0, 8])]),
        new("MadeYouReset by a window (CVE-2025-8671)", Resets, Nothing, static (_, n) => [Frame(Http2FrameType.Headers, Id(n), Slow, Ends), Frame(Http2FrameType.WindowUpdate, Id(n), [0x7f, 0xff, 0xff, 0xff])]),
        new("MadeYouReset by a length", Resets, Nothing, static (_, n) => [Frame(Http2FrameType.Headers, Id(n), PostOfFive, Http2Flags.EndHeaders), Frame(Http2FrameType.Data, Id(n), new byte[6], Http2Flags.EndStream)]),
        new("MadeYouReset by missing control data", Resets, Nothing, static (_, n) => [Frame(Http2FrameType.Headers, Id(n), HpackEncoder.Encode([(":method", "GET")]), Ends)]),
        new("streams beyond the agreed number", Resets, Nothing, static (_, n) => [Frame(Http2FrameType.Headers, Id(n), Slow, Ends)]),
        new("an answer in crumbs (CVE-2019-9511)", Control, CrumbsAsync, static (id, _) => [Frame(Http2FrameType.WindowUpdate, id, [0, 0, 0, 1])]),
    ];

    private static int Id(int round) => (round * 2) + 1;

    private static Task<int> Nothing(Http2Connection connection) => Task.FromResult(0);

    private static async Task<int> OpenAsync(Http2Connection connection) =>
        (await connection.StartAsync(Http2Headers.Request("POST", "/public/slow"), endStream: false)).Id;

    private static async Task<int> BlockAsync(Http2Connection connection)
    {
        await connection.WriteFrameAsync(Http2FrameType.Headers, Http2Flags.None, 1, Head);
        return 1;
    }

    private static async Task<int> CrumbsAsync(Http2Connection connection)
    {
        await connection.TryWriteAsync(Setting(Http2Setting.InitialWindowSize, 0).ToBytes());
        return (await connection.StartAsync(Http2Headers.Get("/public/large"))).Id;
    }
}
