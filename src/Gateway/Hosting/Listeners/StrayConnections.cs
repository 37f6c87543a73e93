using Microsoft.AspNetCore.Connections;

namespace Gateway.Hosting.Listeners;

/// <summary>
/// Connection middleware before <c>UseHttps</c>: closes a connection whose first bytes are no TLS, such as plain HTTP on the TLS port. SslStream
/// fails there with exceptions that the server takes for defects of its own and logs in full length: anyone could fill the log with them.
/// </summary>
internal sealed class StrayConnections(ConnectionDelegate next)
{
    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        try
        {
            await next(connection);
        }
#pragma warning disable CA1031 // Found so far: NotSupportedException (no ClientHello), IndexOutOfRangeException (a cut-off one).
        catch (Exception) when (connection.Features.Get<ClientHelloSeen>() is null)
#pragma warning restore CA1031
        {
            // Nothing of ours has run yet: whatever fails is the reading of a stranger's bytes. The server closes the connection.
        }
    }
}

/// <summary>A connection feature: a TLS handshake has begun.</summary>
internal sealed class ClientHelloSeen
{
    public static ClientHelloSeen Instance { get; } = new();

    private ClientHelloSeen()
    {
    }
}
