namespace Gateway.Policies.RateLimit.Leases;

/// <summary>What answers change.</summary>
internal sealed partial class LeaseTable
{
    /// <summary>Takes the answer to a draw.</summary>
    /// <returns>The call that follows from it; null for none.</returns>
    public LeaseCall? Apply(DrawCall draw, in DrawReply reply)
    {
        var entry = draw.Entry;
        var shard = Shard(entry.Key);
        LeaseCall? next = null;
        List<LeaseRequest>? met = null;
        long now;
        lock (shard.Gate)
        {
            // Nobody waits to hear that permits were given back.
            if (entry.Draw != draw) return null;
            now = _clock.Now;
            Measure(now - draw.SentAt);
            if (!reply.IsStale)
            {
                entry.Apply(draw, reply, now, out var level);
                Tell(draw, reply.Admitted, level, now);
                met = entry.MeetWaiting(now);
                shard.Settle(entry);
                if (entry.Waiting > 0) next = StartDraw(entry, now);
            }
        }

        if (reply.IsStale)
        {
            Fail(draw);
            return null;
        }

        for (var i = 0; i < draw.Waiting?.Count; i++) Conclude(draw.Waiting[i]);
        for (var i = 0; i < met?.Count; i++) Conclude(met[i]);
        return next;
    }

    /// <summary>Takes the answer to an exact check.</summary>
    public void Apply(CheckCall check, in CheckReply reply)
    {
        var request = check.Request;
        var now = _clock.Now;
        Measure(now - check.SentAt);
        var refusal = new VerdictBuilder(now);
        for (var i = 0; i < check.Takes.Length; i++)
        {
            if (!reply.IsKnown(i)) continue;
            ref readonly var take = ref check.Takes[i];
            if (take.Rule.Periods is not null)
            {
                TellWindow(check, i, reply, now, ref refusal);
                continue;
            }

            var (gcra, increment) = (take.Rule.Gcra, take.Rule.Increment(take.Cost));
            var before = new GcraTime(now + reply.Before[i].Ticks, reply.Before[i].Part);
            var after = reply.IsAdmitted ? gcra.Add(before, increment) : before;
            var shard = Shard(take.Partition);
            lock (shard.Gate)
            {
                var entry = shard.Find(take.Partition);
                entry?.Know(after, now);
                request.Tell(request.Lacking[i], entry?.Arrival ?? after);
                if (reply.IsAdmitted || gcra.TryTake(before, now, increment, out _, out var wait)) continue;
                if (entry is not null) entry.Refused++;
                if (take.Rule.CountRefused)
                {
                    before = gcra.Charge(before, now, increment, default, out _);
                    gcra.TryTake(before, now, increment, out _, out wait);
                }

                refusal.Refuse(request.Lacking[i], before, wait, take.Rule);
            }
        }

        if (!reply.IsAdmitted) request.Refuse(refusal.Build(overflowed: false));
        Conclude(request);
    }

    // Of a window the reply says how many permits were used, and when all are back, or when it would give.
    private void TellWindow(CheckCall check, int i, in CheckReply reply, long now, ref VerdictBuilder refusal)
    {
        ref readonly var take = ref check.Takes[i];
        var (index, limit, before) = (check.Request.Lacking[i], take.Rule.Burst, reply.Before[i]);
        var shard = Shard(take.Partition);
        lock (shard.Gate)
        {
            var entry = shard.Find(take.Partition) as WindowLeaseEntry;
            if (reply.IsAdmitted)
            {
                var after = new GcraTime(now + before.Ticks, before.Part + (uint)take.Cost);
                entry?.KnowOpen(after, now);
                check.Request.Tell(index, entry?.Arrival ?? after);
                return;
            }

            if (before.Part + (long)take.Cost <= limit) return;
            // A request that takes twice from one window says nothing of those that take once.
            if (!IsRepeated(check.Takes, i)) entry?.KnowFull(take.Cost, before.Part, before.Ticks, check.SentAt, now);
            if (entry is not null) entry.Refused++;
            refusal.Refuse(index, take.Rule.CountRefused ? 0 : Math.Max(0, limit - (long)before.Part), Math.Max(1, before.Ticks), Math.Max(1, before.Ticks));
        }
    }

    private static bool IsRepeated(RateLimitTake[] takes, int i)
    {
        for (var j = 0; j < i; j++)
            if (takes[j].Partition == takes[i].Partition) return true;
        return false;
    }

    /// <summary>A call was not answered in time, or not at all; an answer that comes later is not taken.</summary>
    public void Fail(LeaseCall call)
    {
        if (call is CheckCall check)
        {
            for (var i = 0; i < check.Takes.Length; i++) _debts?.Owe(check.Takes[i].Rule, check.Takes[i].Partition, check.Debts[i], Since(check));
            Abandon(check.Request);
            return;
        }

        var draw = (DrawCall)call;
        _debts?.Owe(draw.Rule, draw.Partition, draw.Terms.Debt, Since(draw));
        List<LeaseRequest> waiting;
        var shard = Shard(draw.Entry.Key);
        lock (shard.Gate)
        {
            if (draw.Entry.Draw != draw) return;
            Measure(_clock.Now - draw.SentAt);
            waiting = draw.Entry.Fail();
        }

        foreach (var request in waiting) Abandon(request);
    }

    private static void Tell(DrawCall draw, int admitted, GcraTime level, long now)
    {
        if (draw.Waiting is not { } waiting) return;
        for (var i = 0; i < waiting.Count; i++)
        {
            var request = waiting[i];
            var index = request.Lacking[0];
            if (i < admitted)
            {
                level = draw.Entry.Plus(level, draw.Terms.Cost);
                request.Tell(index, level);
                continue;
            }

            var refusal = new VerdictBuilder(now);
            refusal.Refuse(index, level, draw.Entry.Wait(level, draw.Terms.Cost, now), draw.Rule);
            draw.Entry.Refused++;
            request.Refuse(refusal.Build(overflowed: false));
        }
    }

    // Without the lock of the key that was asked for: the permits set aside belong to others, and locks have an order.
    private void Conclude(LeaseRequest request)
    {
        foreach (var hold in request.Holds)
        {
            var shard = Shard(hold.Entry.Key);
            lock (shard.Gate)
            {
                var now = _clock.Now;
                if (request.IsRefused) hold.Entry.PutBack(hold, now);
                else if (!hold.Entry.TrySpend(hold, now)) request.IsLost = true;
                shard.Settle(hold.Entry);
            }
        }

        request.Finish(_clock.Now);
    }

    private void Abandon(LeaseRequest request)
    {
        NoteOverrun(request);
        foreach (var hold in request.Holds)
        {
            var shard = Shard(hold.Entry.Key);
            lock (shard.Gate)
            {
                hold.Entry.PutBack(hold, _clock.Now);
                shard.Settle(hold.Entry);
            }
        }

        request.Fail();
    }

    private TimeSpan Since(LeaseCall call) => TimeSpan.FromTicks(Math.Max(0, _clock.Now - call.SentAt));

    // An average that follows within some ten calls; a race loses one of them. Nobody waits for longer than the budget, so more than that is a
    // pause of this process, which would stand in the average for dozens of calls.
    private void Measure(long tripTicks) =>
        Volatile.Write(ref _tripTicks, ((7 * Volatile.Read(ref _tripTicks)) + Math.Min(tripTicks, _settings.BudgetTicks)) / 8);
}
