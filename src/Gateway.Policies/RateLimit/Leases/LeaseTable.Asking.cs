namespace Gateway.Policies.RateLimit.Leases;

/// <summary>What is asked. Everything here happens under the locks of the keys.</summary>
internal sealed partial class LeaseTable
{
    private LeaseCall? Ask(LeaseRequest request, ReadOnlySpan<Step> steps, long now)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            var entry = steps[i].Entry;
            if (steps[i].Answer is not LeaseAnswer.Leased)
            {
                request.Lacking.Add(i);
            }
            else if (request.Takes[i].Cost > 0 && entry!.Deadline - now <= _settings.BudgetTicks)
            {
                // A lease that may end before the answer comes is left alone.
                entry.Undo(request.Takes[i].Cost);
                request.Lacking.Add(i);
            }
            else
            {
                entry!.Hold(request.Takes[i].Cost);
                request.Hold(i, entry);
            }
        }

        var lacking = steps[request.Lacking[0]].Entry;
        if (request.Lacking.Count > 1 || lacking is null || !MayWait(lacking, now)) return Check(request, now);
        lacking.Wait(request);
        return lacking.Draw is null ? StartDraw(lacking, now) : null;
    }

    // Nothing is taken here: the store decides over every rule.
    private static void LeaveAll(ReadOnlySpan<RateLimitTake> takes, Span<Step> steps)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            var (entry, answer) = steps[i];
            if (answer is LeaseAnswer.Leased) entry!.Undo(takes[i].Cost);
            else if (answer is LeaseAnswer.Refused) entry!.Refused--;
            steps[i] = new(entry, LeaseAnswer.Lacking);
        }
    }

    private CheckCall CheckAll(LeaseRequest request, long now)
    {
        for (var i = 0; i < request.Takes.Length; i++) request.Lacking.Add(i);
        return Check(request, now);
    }

    // While calls take long, waiting for one and then for the next would use the budget up.
    private bool MayWait(LeaseEntry entry, long now)
    {
        if (entry.Draw is not { } draw) return true;
        var patience = _settings.BudgetTicks / 4;
        return entry.Waiting < LeaseSettings.MostWaiting && Volatile.Read(ref _tripTicks) < patience && now - draw.SentAt < patience;
    }

    private CheckCall Check(LeaseRequest request, long now)
    {
        var takes = new RateLimitTake[request.Lacking.Count];
        var debts = new int[takes.Length];
        for (var i = 0; i < takes.Length; i++)
        {
            takes[i] = request.Takes[request.Lacking[i]];
            debts[i] = _debts?.Collect(takes[i].Rule, takes[i].Partition) ?? 0;
        }

        return new CheckCall(request, takes, debts, now);
    }

    private DrawCall StartDraw(LeaseEntry entry, long now)
    {
        var debt = _debts?.Collect(entry.Rule, entry.Key) ?? 0;
        var draw = entry.StartDraw(Interlocked.Increment(ref _sequence), debt, now);
        Shard(entry.Key).Settle(entry);
        return draw;
    }

    // Ahead of need: the lease is used up to a part, or requests that cannot wait for one show that it would pay.
    private void Refill(ReadOnlySpan<Step> steps, long now, ref LeaseCall? calls)
    {
        foreach (ref readonly var step in steps)
        {
            if (step.Entry is not { } entry || !(entry.WantsRefill(now) || (step.Answer is LeaseAnswer.Lacking && entry.WantsLease(now)))) continue;
            var draw = StartDraw(entry, now);
            draw.Next = calls;
            calls = draw;
        }
    }
}
