namespace Gateway.IntegrationTests.Redis.Faults;

/// <summary>Something that happens to a Redis, and how it ends.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="BeginAsync">Causes it.</param>
/// <param name="EndAsync">Ends it.</param>
internal sealed record StoreFault(string Name, Func<Task> BeginAsync, Func<Task> EndAsync)
{
    /// <summary>The store goes on deciding: nothing may be decided without it.</summary>
    public bool IsOutage { get; init; } = true;

    /// <summary>Everything that can happen to a server and the way to it.</summary>
    public static StoreFault[] All(FaultySystem system)
    {
        var redis = system.Redis;
        return
        [
            new("paused", redis.PauseAsync, redis.ContinueAsync),
            new("200 ms slow", () => Slow(200), () => Slow(0)),
            new("killed and restarted", redis.KillAsync, redis.RestartAsync),
            new("flushed", async () => Assert.Equal(("+OK", "+OK"), (await redis.CommandAsync("FLUSHALL"), await redis.CommandAsync("SCRIPT", "FLUSH"))), () => Task.CompletedTask) { IsOutage = false },
            new("out of memory", () => SetAsync("maxmemory", "1"), () => SetAsync("maxmemory", "0")),
            new("read-only replica", () => redis.CommandAsync("REPLICAOF", "127.0.0.1", "1"), () => redis.CommandAsync("REPLICAOF", "NO", "ONE")),
            new("wrong password", () => PasswordAsync("changed"), () => PasswordAsync("")),
            new("certificate not trusted", () => system.PresentAsync(isTrusted: false), () => system.PresentAsync(isTrusted: true)),
        ];

        Task Slow(int milliseconds)
        {
            system.Network.Delay = TimeSpan.FromMilliseconds(milliseconds);
            return Task.CompletedTask;
        }

        async Task SetAsync(string name, string value) => Assert.Equal("+OK", await redis.CommandAsync("CONFIG", "SET", name, value));

        async Task PasswordAsync(string password)
        {
            await SetAsync("requirepass", password);
            redis.Password = password;
            await redis.CommandAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        }
    }
}
