using StackExchange.Redis;

namespace Gateway.Policies.Redis;

/// <summary>Subscriptions that move to each new connection. Nothing relies on them: whoever subscribes also looks by itself now and then.</summary>
internal sealed class RedisSubscriptions
{
    private readonly Lock _gate = new();
    private readonly List<Subscription> _all = [];

    public IDisposable Add(string channel, Action published, ConnectionMultiplexer? connection)
    {
        var subscription = new Subscription(this, channel, published);
        lock (_gate) _all.Add(subscription);
        if (connection is not null) _ = subscription.ListenAsync(connection);
        return subscription;
    }

    /// <summary>Listens on a new connection; the client itself does so again when that one is interrupted.</summary>
    public void MoveTo(ConnectionMultiplexer connection)
    {
        List<Subscription> all;
        lock (_gate) all = [.. _all];
        foreach (var subscription in all) _ = subscription.ListenAsync(connection);
    }

    private sealed class Subscription(RedisSubscriptions owner, string channel, Action published) : IDisposable
    {
        private volatile bool _isDisposed;

        public async Task ListenAsync(ConnectionMultiplexer connection)
        {
            try
            {
                await connection.GetSubscriber()
                    .SubscribeAsync(new RedisChannel(channel, RedisChannel.PatternMode.Literal), (_, _) => Tell())
                    .ConfigureAwait(false);
            }
            catch (Exception)
            {
                // Isolation boundary: no connection, or no permission. Looking now and then has to do.
            }

            Tell();
        }

        public void Dispose()
        {
            _isDisposed = true;
            lock (owner._gate) owner._all.Remove(this);
        }

        private void Tell()
        {
            if (!_isDisposed) published();
        }
    }
}
