namespace Gateway.Hosting.Connections;

/// <summary>Why a connection was closed before anything was read from it: the reasons in event and metric.</summary>
internal static class ConnectionRefusal
{
    public const string Connections = "connections-per-address";
    public const string Handshakes = "handshakes-per-address";
    public const string HandshakesInProgress = "handshakes-in-progress";
}
