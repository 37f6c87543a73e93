using StackExchange.Redis;

namespace Gateway.Policies.Redis.Limits;

/// <summary>Runs a script that may be asked for the wrong window: told the server's time, it asks again.</summary>
internal static class WindowedRun
{
    // Once when the clocks differ, once more when a window ends meanwhile.
    private const int Attempts = 3;

    /// <exception cref="InvalidDataException">The server's time lies outside every window that is made of it.</exception>
    public static async Task<long[]?> RunAsync<T>(IDatabase database, ServerClock clock, T state, Func<T, DateTimeOffset, ScriptCall> write)
    {
        for (var i = 0; i < Attempts; i++)
        {
            var reply = await write(state, clock.Now).RunAsync(database).ConfigureAwait(false);
            if (reply is not [WindowScript.OtherWindow, var seconds, var microseconds]) return reply;
            clock.Set(seconds, microseconds);
        }

        throw new InvalidDataException("The server's time lies in none of the windows that were asked for.");
    }
}
