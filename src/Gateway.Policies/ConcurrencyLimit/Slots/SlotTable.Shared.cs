using Gateway.Policies.RateLimit;

namespace Gateway.Policies.ConcurrencyLimit.Slots;

/// <summary>The part of the table that speaks with the store: everything here runs beside requests, not in them.</summary>
internal sealed partial class SlotTable
{
    // The store drops a partition that it has not heard of for ten minutes.
    private static readonly long OldestCall = TimeSpan.FromMinutes(1).Ticks;
    private int _walked;

    /// <summary>Looks at a partition that the pump was told of; returns when to look again, <see cref="long.MaxValue"/> for not.</summary>
    /// <param name="entry">The partition.</param>
    /// <param name="queuedFor">For when the pump was told; it has been told anew when that is no longer what the entry says.</param>
    public long Tend(SlotEntry entry, long queuedFor)
    {
        SlotCall call;
        lock (entry.Shard.Gate)
        {
            if (entry.QueuedFor != queuedFor) return long.MaxValue;
            entry.QueuedFor = long.MaxValue;
            if (entry.Lease is not { } lease) return long.MaxValue;
            var now = _clock.Now;
            var due = lease.DueAt(now);
            if (due > now)
            {
                entry.QueuedFor = due;
                if (due == long.MaxValue) entry.Shard.RemoveIfEmpty(entry);
                return due;
            }

            // Looked at again, not left: what nobody looks at would pile up in the queue for as long as the store is away.
            if (!Shared!.IsAsked) return entry.QueuedFor = now + SlotLease.Retry;
            call = lease.Begin(entry.Key, entry.Permits, 0, Shared.Life, now);
        }

        _ = SendAsync(entry, call);
        return long.MaxValue;
    }

    // When the pump has to be told of a partition; MaxValue when it knows already or need not. Under the shard's lock.
    private static long Due(SlotEntry entry, SlotLease lease, long now)
    {
        var due = lease.DueAt(now);
        if (due >= entry.QueuedFor) return long.MaxValue;
        return entry.QueuedFor = due;
    }

    private void Ask(SlotWaiter[] waiters)
    {
        foreach (var waiter in waiters)
        {
            SlotCall call;
            lock (waiter.Entry.Shard.Gate)
            {
                // Another request's call may be under way, or have ended this wait already.
                if (waiter.Task.IsCompleted || waiter.Entry.Lease is not { InCall: false } lease) continue;
                call = lease.Begin(waiter.Entry.Key, waiter.Entry.Permits, waiter.Entry.Waiting!.Count, Shared!.Life, _clock.Now);
            }

            _ = SendAsync(waiter.Entry, call);
        }
    }

    private async Task SendAsync(SlotEntry entry, SlotCall first)
    {
        var retried = false;
        for (SlotCall? next = first; next is { } call;)
        {
            SlotReply reply;
            try
            {
                reply = await Shared!.AskAsync(call, call.Need > 0).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // Isolation boundary: whatever the store throws, those who wait must not wait for ever.
                reply = new(SlotReplyKind.Failed);
            }

            next = Complete(entry, call, reply, ref retried);
        }
    }

    // Returns the next call, when requests have come meanwhile.
    private SlotCall? Complete(SlotEntry entry, in SlotCall call, in SlotReply reply, ref bool retried)
    {
        SlotCall? next = null;
        var due = long.MaxValue;
        lock (entry.Shard.Gate)
        {
            var lease = entry.Lease!;
            var now = _clock.Now;
            lease.Apply(call, reply, now);
            // A new life holds nothing and is asked about once more for those who wait.
            var again = reply.Kind is SlotReplyKind.Gone && !retried && call.Need > 0;
            retried = again;
            if (!again) Conclude(entry, lease, call, reply, now);
            if (entry.Waiting is { Count: > 0 } waiting) next = lease.Begin(entry.Key, entry.Permits, waiting.Count, Shared!.Life, now);
            else if ((due = Due(entry, lease, now)) == long.MaxValue) entry.Shard.RemoveIfEmpty(entry);
        }

        if (due != long.MaxValue) _pump!.Add(entry, due);
        return next;
    }

    // Those that the call was for have their answer; those that came later have it, too, when nothing was left.
    private void Conclude(SlotEntry entry, SlotLease lease, in SlotCall call, in SlotReply reply, long now)
    {
        if (entry.Waiting is not { } waiting) return;
        var life = Shared!.UsableLife;
        for (var answered = 0; waiting.TryPeek(out var waiter); answered++)
        {
            SlotOutcome outcome;
            var isAnswered = reply.Kind is SlotReplyKind.Answered && lease.Life == life;
            if (isAnswered && lease.TryUse(now, life)) outcome = SlotOutcome.Admitted;
            else if (isAnswered && reply.IsLacking) outcome = SlotOutcome.Refused;
            else if (!isAnswered && answered < call.Need) outcome = Decide(lease, waiter.Rule, now, life);
            else return;
            waiting.Dequeue();
            if (outcome is SlotOutcome.Refused) entry.Refused++;
            waiter.SetResult(outcome);
        }
    }

    // In place of the store, by the rule's OnStoreFailure. What passes is counted, so that the store learns the truth when it is back.
    private SlotOutcome Decide(SlotLease lease, SlotRule rule, long now, int life)
    {
        _metrics.Degraded(rule);
        if (rule.OnStoreFailure is StoreFailureMode.Deny) return SlotOutcome.Unavailable;
        var limit = rule.OnStoreFailure is StoreFailureMode.Allow ? int.MaxValue : Math.Max(1, rule.Permits / Shared!.Replicas);
        return lease.TryUseWithin(limit, now, life) ? SlotOutcome.Admitted : SlotOutcome.Refused;
    }

    // On the heartbeat: a part of the table each time, so that the store hears of every partition now and then; all of it in a new life.
    private void Heard(bool isNewLife)
    {
        if (isNewLife)
        {
            foreach (var shard in _shards) Walk(shard, 0);
            Walk(_overflow, 0);
            return;
        }

        _walked = (_walked + 1) % (_shards.Length + 1);
        Walk(_walked == _shards.Length ? _overflow : _shards[_walked], OldestCall);
    }

    private void Walk(SlotShard shard, long age)
    {
        lock (shard.Gate)
        {
            var now = _clock.Now;
            foreach (var entry in shard.Entries)
            {
                if (entry.Lease is not { } lease || !(age == 0 || lease.IsOlderThan(age, now))) continue;
                lease.Report();
                if (Due(entry, lease, now) is var due && due != long.MaxValue) _pump!.Add(entry, due);
            }
        }
    }

    private long Sum(Func<SlotLease, int> figure)
    {
        var sum = 0L;
        foreach (var shard in (SlotShard[])[.. _shards, _overflow])
        {
            lock (shard.Gate)
            {
                foreach (var entry in shard.Entries)
                    if (entry.Lease is { } lease) sum += figure(lease);
            }
        }

        return sum;
    }
}
