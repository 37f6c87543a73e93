using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;

namespace Gateway.Policies.Redis.Limits;

/// <summary>Takes of an exact check that one script may see together.</summary>
internal sealed class CheckPart
{
    private readonly CheckCall _check;
    private readonly int[] _indexes;
    private long _takenAt;

    /// <summary>All of it.</summary>
    public CheckPart(CheckCall check)
        : this(check, [.. Enumerable.Range(0, check.Takes.Length)])
    {
    }

    private CheckPart(CheckCall check, int[] indexes)
    {
        (_check, _indexes) = (check, indexes);
        Takes = [.. indexes.Select(i => check.Takes[i])];
    }

    /// <summary>The takes.</summary>
    public RateLimitTake[] Takes { get; }

    /// <summary>One slot has all of them.</summary>
    public bool IsTogether => Array.TrueForAll(Takes, t => PartitionPlace.Of(t.Partition) == PartitionPlace.Of(Takes[0].Partition));

    /// <summary>
    /// Parts of one slot each, in the order in which they are taken: clients' own buckets first, because one who is over a limit must not keep
    /// taking from what everybody shares, not even for a moment; then by slot, the same for all requests, so that two of them seldom stop each other.
    /// </summary>
    public static CheckPart[] Split(CheckCall check) =>
    [
        .. Enumerable.Range(0, check.Takes.Length)
            .GroupBy(i => PartitionPlace.Of(check.Takes[i].Partition))
            .OrderBy(g => g.All(i => check.Takes[i].Rule.IsPerClient) ? 0 : 1).ThenBy(static g => g.Key)
            .Select(g => new CheckPart(check, [.. g])),
    ];

    /// <summary>Takes all or none; null when Redis did not answer.</summary>
    public async Task<CheckReply?> AskAsync(RedisStore store, BucketNames names, ServerClock clock)
    {
        int[] debts = [.. _indexes.Select(i => _check.Debts[i])];
        var reply = await store.AskAsync(
            names.Of(Takes[0].Partition),
            static async (database, s) => CheckMessage.Read(
                await WindowedRun.RunAsync(database, s.clock, s, static (s, now) => CheckMessage.Write(s.Takes, s.debts, s.names, now, s.first)).ConfigureAwait(false), s.Takes),
            (Takes, debts, names, clock, first: clock.Now)).ConfigureAwait(false);
        return reply.IsAnswer ? reply.Value : null;
    }

    /// <summary>The same, so that it can be given back.</summary>
    public async Task<CheckReply?> TakeAsync(RedisStore store, BucketNames names, ServerClock clock, TimeSpan within)
    {
        int[] debts = [.. _indexes.Select(i => _check.Debts[i])];
        var reply = await store.AskAsync(
            names.Of(Takes[0].Partition),
            static (database, s) => WindowedRun.RunAsync(database, s.clock, s, static (s, now) => CheckMessage.Write(s.Takes, s.debts, s.names, now, s.first, isTimed: true)),
            (Takes, debts, names, clock, first: clock.Now),
            within).ConfigureAwait(false);
        if (!reply.IsAnswer || reply.Value is not [.. var levels, var takenAt]) return null;
        _takenAt = takenAt;
        // Charged, whatever becomes of the request.
        foreach (var index in _indexes) _check.Debts[index] = 0;
        return CheckMessage.Read(levels, Takes);
    }

    /// <summary>Looks at what it would have taken, because another part refused; rules that count refused requests count this one.</summary>
    public async Task<CheckReply?> LookAsync(RedisStore store, BucketNames names, ServerClock clock, TimeSpan within)
    {
        RateLimitTake[] looks = [.. Takes.Select(static t => t.Rule.CountRefused ? t : t with { Cost = 0 })];
        var reply = await store.AskAsync(
            names.Of(Takes[0].Partition),
            static async (database, s) => CheckMessage.Read(
                await WindowedRun.RunAsync(database, s.clock, s, static (s, now) => CheckMessage.Write(s.looks, new int[s.looks.Length], s.names, now)).ConfigureAwait(false), s.looks),
            (looks, names, clock),
            within).ConfigureAwait(false);
        return reply.IsAnswer ? reply.Value : null;
    }

    /// <summary>Gives back what was taken. Nobody waits for it; what is lost on the way refills.</summary>
    /// <param name="store">Redis.</param>
    /// <param name="names">Names of buckets.</param>
    /// <param name="clock">The server's time, as far as it is known.</param>
    /// <param name="waited">Time since before the take.</param>
    /// <param name="all">Also what counts refused requests, because none was refused.</param>
    public Task GiveBackAsync(RedisStore store, BucketNames names, ServerClock clock, TimeSpan waited, bool all)
    {
        var takes = Array.FindAll(Takes, t => t.Cost > 0 && (all || !t.Rule.CountRefused));
        if (takes.Length == 0) return Task.CompletedTask;
        return store.AskAsideAsync(
            names.Of(takes[0].Partition),
            static (database, s) => WindowedRun.RunAsync(database, s.clock, s, static (s, now) => ReturnMessage.Write(s.takes, s._takenAt, s.waited, s.names, now)),
            (takes, _takenAt, waited, names, clock),
            TimeSpan.FromSeconds(1)).AsTask();
    }

    /// <summary>Puts its figures among those of the whole.</summary>
    public void Tell(in CheckReply reply, GcraTime[] before, bool[] known)
    {
        for (var i = 0; i < _indexes.Length; i++) (before[_indexes[i]], known[_indexes[i]]) = (reply.Before[i], true);
    }
}
