using Gateway.Policies.Redis.Cluster;
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
    private readonly SemaphoreSlim _one = new(1);
    private volatile ClusterMap? _map;
    private long _madeAt;
    private int _isLooking;
    private bool _isDisposed;

    /// <summary>Where commands go; null before the first attempt to connect has ended.</summary>
    public IDatabase? Database => _current;

    /// <summary>Which master has which slot; null when the server is no cluster.</summary>
    public ClusterMap? Map => _map;

    public bool IsConnected => _multiplexer is { IsConnected: true };

    /// <summary>How long ago the present connection was made.</summary>
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref _madeAt));

    /// <inheritdoc cref="RedisStore.Subscribe"/>
    public IDisposable Subscribe(string channel, Action published) => _subscriptions.Add(channel, published, _multiplexer);

    /// <summary>Makes a connection and lets go of the one before. Calls that still wait on that one fail. One at a time: who comes later finds it made.</summary>
    /// <param name="isWanted">Asked when it is made: the one before may be good again.</param>
    /// <returns>Whether the server answered. A connection that it did not answer on goes on trying by itself.</returns>
    public async Task<bool> ConnectAsync(Func<bool>? isWanted = null)
    {
        var since = Volatile.Read(ref _madeAt);
        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            return Volatile.Read(ref _madeAt) != since || await MakeAsync(isWanted).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>
    /// Asks servers that are there what they are, where there are several: which one is the primary, who has which slots of a cluster. In the
    /// background, and one look at a time; calls go on meanwhile.
    /// </summary>
    public void Look()
    {
        if (_multiplexer is not { } multiplexer || (_map is null && configuration.EndPoints.Count == 1)) return;
        if (Interlocked.Exchange(ref _isLooking, 1) == 0) _ = LookAsync(multiplexer);
    }

    private async Task LookAsync(ConnectionMultiplexer multiplexer)
    {
        try
        {
            await multiplexer.ConfigureAsync().ConfigureAwait(false);
            if (multiplexer == _multiplexer) _map = ClusterMap.Of(multiplexer) ?? _map;
        }
        catch (Exception)
        {
            // Isolation boundary, as below: it is tried again.
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    private async Task<bool> MakeAsync(Func<bool>? isWanted)
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

        if (isWanted?.Invoke() == false)
        {
            await CloseAsync(made).ConfigureAwait(false);
            return false;
        }

        ConnectionMultiplexer? before;
        lock (_gate)
        {
            before = _isDisposed ? made : _multiplexer;
            if (!_isDisposed)
            {
                // The map before the first call, because it says what one script may ask for; "connected" last.
                _map = ClusterMap.Of(made) ?? (made.IsConnected ? null : _map);
                _current = made.GetDatabase(_database);
                _multiplexer = made;
                Volatile.Write(ref _madeAt, time.GetTimestamp());
            }
        }

        if (before != made) Follow(made);
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

    private void Follow(ConnectionMultiplexer made)
    {
        made.HashSlotMoved += (_, moved) =>
        {
            if (made == _multiplexer) _map?.Move(moved.HashSlot, moved.NewEndPoint);
        };
        made.ConfigurationChanged += (_, _) =>
        {
            if (made == _multiplexer) _map = ClusterMap.Of(made) ?? _map;
        };
        _subscriptions.MoveTo(made);
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
