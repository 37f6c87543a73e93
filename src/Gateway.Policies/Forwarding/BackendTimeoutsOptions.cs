using System.Globalization;
using Gateway.Policies.Configuration;

namespace Gateway.Policies.Forwarding;

/// <summary>
/// How long the gateway waits for a cluster's backends. Beside these, HttpRequest:ActivityTimeout (default 100s) bounds each silence, before
/// the answer and in it, and the route's Timeout the whole.
/// </summary>
public sealed record BackendTimeoutsOptions
{
    /// <summary>Time for a new connection: looking up the name, TCP and the TLS handshake together. 504 after it. Default: 5s.</summary>
    [AllowedDuration("10ms", "5m")]
    public TimeSpan Connect { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Time from sending a request to the head of its answer; 504 after it. Not for requests whose body the client still sends: there the
    /// client may be the slow one. Default: no bound of its own; HttpRequest:ActivityTimeout applies.
    /// </summary>
    [AllowedDuration("10ms", "1h")]
    public TimeSpan? ResponseHead { get; set; }

    private const string ConnectKey = "Gateway:Timeouts:Connect";

    /// <summary>What the HTTP client is made with, as cluster metadata: that is how it reaches the client together with its cluster.</summary>
    internal IEnumerable<KeyValuePair<string, string>> ToMetadata()
    {
        yield return new(ConnectKey, Connect.Ticks.ToString(CultureInfo.InvariantCulture));
    }

    internal static BackendTimeoutsOptions FromMetadata(IReadOnlyDictionary<string, string>? metadata)
    {
        var options = new BackendTimeoutsOptions();
        if (metadata?.GetValueOrDefault(ConnectKey) is { } ticks) options.Connect = TimeSpan.FromTicks(long.Parse(ticks, CultureInfo.InvariantCulture));
        return options;
    }
}
