using System.Net;
using Gateway.Hosting.Listeners;
using Gateway.Policies.Descriptors;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Gateway.Hosting.Descriptors;

/// <summary>Kestrel's own listeners, which take no connection while only the reserve of descriptors is left; those that come meanwhile wait in the system's queue.</summary>
/// <param name="sockets">Makes them.</param>
internal sealed class ReservingListeners(SocketTransportFactory sockets) : IConnectionListenerFactory
{
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        try
        {
            return new ReservingListener(await sockets.BindAsync(endpoint, cancellationToken));
        }
        catch (Exception error) when (CannotListenException.Of(endpoint, error) is not null)
        {
            throw CannotListenException.Of(endpoint, error)!;
        }
    }

    private sealed class ReservingListener(IConnectionListener inner) : IConnectionListener
    {
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

        private readonly CancellationTokenSource _unbound = new();
        private bool _isScarce;

        public EndPoint EndPoint => inner.EndPoint;

        // Kestrel asks for the next one when it has the last one, never for two at a time.
        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (_isScarce)
            {
                // The machine's time: nothing that a configuration or a test sets.
                await Task.Delay(Pause, TimeProvider.System, _unbound.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (_unbound.IsCancellationRequested) return null;
                _isScarce = IsReserveTouched();
            }

            var connection = await inner.AcceptAsync(cancellationToken);
            _isScarce = connection?.Features.Get<IConnectionSocketFeature>() is { Socket.SafeHandle: { IsInvalid: false } accepted } && DescriptorReserve.IsTouchedBy(accepted);
            return connection;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _unbound.Cancel();
            return inner.UnbindAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await _unbound.CancelAsync();
            await inner.DisposeAsync();
        }

        private static bool IsReserveTouched()
        {
            try
            {
                using var probe = File.OpenHandle("/dev/null");
                return DescriptorReserve.IsTouchedBy(probe);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return true;
            }
        }
    }
}
