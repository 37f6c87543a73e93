using System.Globalization;
using System.Net;
using System.Text;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Events;
using Gateway.Policies.Waf.Findings;

namespace Gateway.IntegrationTests.Waf.Crs;

/// <summary>What became of one request of the suite.</summary>
/// <param name="Status">What the client got; 0 for a connection that was closed without an answer.</param>
/// <param name="IsInspected">The backend has answered: the rules have seen the request.</param>
/// <param name="Events">What was recorded of it.</param>
internal sealed record CrsExchange(int Status, bool IsInspected, IReadOnlyList<SecurityEvent> Events)
{
    /// <summary>Why the gateway refused it; empty where the server did, before the gateway saw it.</summary>
    public string Reason => Events.FirstOrDefault(static e => e.Event == "request.rejected")?.Reason ?? "";

    /// <summary>The rules that matched.</summary>
    public HashSet<int> Fired => [.. Facts.SelectMany(static f => f.Rules.Select(static r => r.Id).Concat(f.MoreRules).Append(f.DecidedBy)).Select(static id => (int)id)];

    /// <summary>As ModSecurity writes its log.</summary>
    public string Log => string.Join('\n', Facts.SelectMany(static f => f.Rules).Select(static r => $"[id \"{r.Id}\"] [msg \"{r.Message}\"] [data \"{r.Value}\"]"));

    private IEnumerable<WafFacts> Facts => Events.Where(static e => e.Event == "request.reported").Select(static e => e.Facts).OfType<WafFacts>();

    /// <summary>Sends the bytes on a connection of their own, from an address of their own: by it the events are found.</summary>
    public static async Task<(IPAddress From, int Status, bool IsInspected)> SendAsync(RunningGateway gateway, byte[] request, int number)
    {
        var from = new IPAddress([127, (byte)(1 + (number >> 16)), (byte)(number >> 8), (byte)number]);
        await using var connection = await RawHttp1Connection.ConnectAsync(gateway.HttpsPort, new ClientTls(), TimeSpan.FromSeconds(60), from);
        await connection.TrySendAsync(request);
        // A server waits for the rest of a body that is announced and not there.
        if (IsShort(request)) await connection.CloseSendAsync();
        var response = await connection.ReadResponseOrCloseAsync(toHead: request.AsSpan().StartsWith("HEAD "u8));
        return (from, response?.Status ?? 0, response?.Headers[CrsSite.Mark] is not null);
    }

    /// <summary>Of all events, those of an address.</summary>
    public static ILookup<string?, SecurityEvent> ByAddress(RunningGateway gateway) => gateway.Events.All.ToLookup(static e => e.ClientAddress);

    private static bool IsShort(byte[] request)
    {
        var end = request.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0) return request.AsSpan().IndexOf("\n\n"u8) < 0;
        foreach (var line in Encoding.Latin1.GetString(request, 0, end).Split("\r\n"))
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)
                && long.TryParse(line.AsSpan(15), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var length))
                return length > request.Length - end - 4;
        return false;
    }
}
