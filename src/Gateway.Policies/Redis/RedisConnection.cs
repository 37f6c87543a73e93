using StackExchange.Redis;

namespace Gateway.Policies.Redis;

/// <summary>
/// The one connection of the process. Made in the background; while the store is away it is made anew now and then, because the client
/// alone does not notice every way back (a password that was corrected, a replica that was promoted, a peer that vanished silently).
/// </summary>
internal sealed class RedisConnection(ConfigurationOptions configuration, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly int _database = configuration.DefaultDatabase ?? -1;
    private volatile ConnectionMultiplexer? _multiplexer;
    private volatile IDatabase? _current;
    private readonly RedisSubscriptions _subscriptions = new();
    private long _madeAt;
    private bool _isDisposed;

    /// <summary>Where commands go; null before the first attempt to connect has ended.</summary>
    public IDatabase? Database => _current;

    public bool IsConnected => _multiplexer is { IsConnected: true };

    /// <summary>How long ago the present connection was made.</summary>
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref _madeAt));

    /// <inheritdoc cref="RedisStore.Subscribe"/>
    public IDisposable Subscribe(string channel, Action published) => _subscriptions.Add(channel, published, _multiplexer);

    /// <summary>Makes a connection and lets go of the one before. Calls that still wait on that one fail.</summary>
    /// <returns>Whether the server answered. A connection that it did not answer on goes on trying by itself.</returns>
    public async Task<bool> ConnectAsync()
    {
        ConnectionMultiplexer made;
        try
        {
            made = await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Isolation boundary: a name that cannot be resolved, a peer that speaks something else. The caller tries again.
            return false;
        }

        ConnectionMultiplexer? before;
        lock (_gate)
        {
            before = _isDisposed ? made : _multiplexer;
            if (!_isDisposed)
            {
                _multiplexer = made;
                _current = made.GetDatabase(_database);
                Volatile.Write(ref _madeAt, time.GetTimestamp());
            }
        }

        if (before != made) _subscriptions.MoveTo(made);
        await CloseAsync(before).ConfigureAwait(false);
        return made.IsConnected;
    }

    public async ValueTask DisposeAsync()
    {
        ConnectionMultiplexer? last;
        lock (_gate)
        {
            _isDisposed = true;
            last = _multiplexer;
            _multiplexer = null;
            _current = null;
        }

        await CloseAsync(last).ConfigureAwait(false);
    }

    // On another thread, because the client closes sockets synchronously; without waiting for commands that will not be answered.
    private static Task CloseAsync(ConnectionMultiplexer? multiplexer) =>
        multiplexer is null ? Task.CompletedTask : Task.Run(() =>
        {
            try
            {
                multiplexer.Close(allowCommandsToComplete: false);
                multiplexer.Dispose();
            }
            catch (Exception)
            {
                // Isolation boundary: what fails while a dead connection is closed is nobody's concern.
            }
        });
}
