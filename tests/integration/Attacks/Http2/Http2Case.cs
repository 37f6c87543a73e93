using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks.Http2;

/// <summary>What a client does on a connection of its own, and how far it gets.</summary>
/// <param name="Name">The trick.</param>
/// <param name="SendAsync">Sends it, with the case's own folder for paths; returns the stream that it is about, if any.</param>
/// <param name="Outcome">What comes of it.</param>
internal sealed record Http2Case(string Name, Func<Http2Connection, string, Task<Http2Stream?>> SendAsync, Http2Outcome Outcome)
{
    /// <summary>One request with these fields, after the well-formed pseudo-headers have been changed as told.</summary>
    public static Http2Case Request(string name, Http2Outcome outcome, Action<List<(string Name, string Value)>> change, string body = "") => new(
        name,
        async (connection, folder) =>
        {
            var fields = Http2Headers.Request(body.Length > 0 ? "POST" : "GET", folder + "a");
            change(fields);
            var stream = await connection.StartAsync(fields, endStream: body.Length == 0);
            if (body.Length > 0) await stream.SendDataAsync(System.Text.Encoding.Latin1.GetBytes(body), endStream: true);
            return stream;
        },
        outcome);

    /// <summary>Frames as told on a connection that has nothing else.</summary>
    public static Http2Case Frames(string name, Http2Outcome outcome, params Http2Frame[] frames) => new(
        name,
        async (connection, _) =>
        {
            foreach (var frame in frames) await connection.TryWriteAsync(frame.ToBytes());
            return null;
        },
        outcome);
}

internal enum Http2Outcome
{
    /// <summary>The connection ends, with GOAWAY and an error, and nothing reaches the backend.</summary>
    EndsConnection,

    /// <summary>The stream or the connection ends without an answer, or the answer is a refusal. Nothing complete reaches the backend.</summary>
    Refused,

    /// <summary>The request is answered with 200, once.</summary>
    Answered,

    /// <summary>It changes nothing: the connection goes on.</summary>
    Ignored,
}
