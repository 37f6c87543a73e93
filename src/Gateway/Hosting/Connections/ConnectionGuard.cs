using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Hosting.Connections;

/// <summary>
/// Connection middleware behind the PROXY protocol, so that the client itself is counted, and before TLS, so that a refusal costs neither
/// side a handshake.
/// </summary>
internal sealed class ConnectionGuard(ConnectionDelegate next, ConnectionLimits limits, bool tls)
{
    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        if (limits.Enter(connection, tls, out var place) is { } refusal)
        {
            limits.Refuse(connection, refusal);
            return;
        }

        try
        {
            await (tls ? HandshakeAsync(connection) : next(connection));
        }
        finally
        {
            limits.Addresses.Leave(place);
        }
    }

    private async Task HandshakeAsync(ConnectionContext connection)
    {
        if (limits.Handshakes.TryBegin() is not { } handshake)
        {
            limits.Refuse(connection, ConnectionRefusal.HandshakesInProgress);
            return;
        }

        connection.Features.Set(handshake);
        try
        {
            await next(connection);
        }
        finally
        {
            // It has failed, or was ended long ago.
            handshake.End();
        }
    }
}

/// <summary>Registration on a listener.</summary>
internal static class ConnectionGuardListenOptions
{
    /// <summary>Call it behind the PROXY protocol; with TLS, before <c>UseHttps</c>, and <see cref="UseHandshakeEnd"/> behind that.</summary>
    public static void UseConnectionGuard(this ListenOptions endpoint, bool tls)
    {
        var limits = endpoint.ApplicationServices.GetRequiredService<ConnectionLimits>();
        endpoint.Use(next => new ConnectionGuard(next, limits, tls).OnConnectionAsync);
    }

    /// <summary>The handshake has succeeded.</summary>
    public static void UseHandshakeEnd(this ListenOptions endpoint) => endpoint.Use(next => connection =>
    {
        connection.Features.Get<Handshake>()?.End();
        return next(connection);
    });
}
