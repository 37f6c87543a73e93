using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Authentication.ApiKey.Shared;
using Gateway.Policies.Events;
using Gateway.Policies.Redis;

namespace Gateway.Cli;

/// <summary>A connection to Gateway:Redis for the time of a command.</summary>
internal sealed class RedisSession : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly ServiceProvider _services;

    private RedisSession(ServiceProvider services) => _services = services;

    public IKeySetStorage Sets => _services.GetRequiredService<IKeySetStorage>();

    /// <exception cref="ApiKeyStoreException">It does not answer.</exception>
    public static async Task<RedisSession> ConnectAsync(RedisOptions options)
    {
        var time = TimeProvider.System;
        var session = new RedisSession(new ServiceCollection().AddSingleton(time).AddSingleton<IEventSink, NoEvents>().AddRedis(options).BuildServiceProvider());
        var store = session._services.GetRequiredService<RedisStore>();
        await store.StartAsync(CancellationToken.None);
        var began = time.GetTimestamp();
        while (!store.IsConnected || store.State is not BreakerState.Closed)
        {
            if (time.GetElapsedTime(began) >= Patience)
            {
                await session.DisposeAsync();
                throw new ApiKeyStoreException(
                    $"the server of Gateway:Redis did not answer within {Patience.TotalSeconds:0} seconds; nothing was changed", ApiKeyStoreProblem.Unavailable);
            }

            await Task.Delay(Interval, time);
        }

        return session;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    // What went wrong is the command's message.
    private sealed class NoEvents : IEventSink
    {
        public void Write(SecurityEvent securityEvent)
        {
            // Nobody reads events of a command.
        }
    }
}
