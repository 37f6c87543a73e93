using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;

namespace Gateway.Policies.Redis.Limits;

/// <summary>
/// An exact check over several slots of a cluster, which no script sees together: one part after the other, and what was taken is given back
/// when a later part refuses. So what counts is never more than was taken, and a refused request takes nothing in the end. In between
/// another request may find less than there is: the error is on the safe side, as it is when a return is lost.
/// </summary>
internal sealed class SplitCheck(RedisStore store, BucketNames names, ServerClock clock, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();

    /// <summary>Null when Redis did not decide within the budget.</summary>
    public async Task<CheckReply?> RunAsync(CheckCall check)
    {
        var parts = CheckPart.Split(check);
        var before = new GcraTime[check.Takes.Length];
        var known = new bool[before.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            // Together they have the time of one.
            var reply = Left is var left && left > TimeSpan.Zero ? await TryTakeAsync(parts[i], left).ConfigureAwait(false) : null;
            if (reply is not { } answer)
            {
                GiveBack(parts.AsSpan(0, i), all: true);
                return null;
            }

            parts[i].Tell(answer, before, known);
            if (answer.IsAdmitted) continue;
            GiveBack(parts.AsSpan(0, i), all: false);
            await LookAsync(parts[(i + 1)..], before, known).ConfigureAwait(false);
            return new CheckReply(false, before) { Known = known };
        }

        return new CheckReply(true, before);
    }

    private TimeSpan Left => store.Options.DecisionBudget - time.GetElapsedTime(_began);

    private async Task<CheckReply?> TryTakeAsync(CheckPart part, TimeSpan within)
    {
        try
        {
            return await part.TakeAsync(store, names, clock, within).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            // An answer that makes no sense decides nothing; what the parts before it took goes back.
            return null;
        }
    }

    // The rule that takes longest to give again is what the client is told; what does not answer is not waited for.
    private async Task LookAsync(CheckPart[] parts, GcraTime[] before, bool[] known)
    {
        var left = Left;
        if (left <= TimeSpan.Zero) left = TimeSpan.FromMilliseconds(1);
        var replies = await Task.WhenAll(parts.Select(p => p.LookAsync(store, names, clock, left))).ConfigureAwait(false);
        for (var i = 0; i < parts.Length; i++)
            if (replies[i] is { } reply) parts[i].Tell(reply, before, known);
    }

    private void GiveBack(ReadOnlySpan<CheckPart> parts, bool all)
    {
        var waited = time.GetElapsedTime(_began);
        foreach (var part in parts) _ = part.GiveBackAsync(store, names, clock, waited, all);
    }
}
