using System.Runtime.CompilerServices;
using Gateway.Policies.ConcurrencyLimit.Slots;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RateLimit.Usage;

namespace Gateway.Policies.ConcurrencyLimit;

/// <summary>Takes a slot of each of a route's rules, all or none. Waits only when a shared rule has no slot at hand.</summary>
/// <param name="rules">1 to 16 rules.</param>
/// <param name="table">Where slots are counted.</param>
/// <param name="metrics">Counts decisions.</param>
internal sealed class ConcurrencyLimitStage(SlotRule[] rules, SlotTable table, ConcurrencyLimitMetrics metrics) : RequestStage
{
    public override ValueTask<Decision> DecideAsync(Exchange exchange)
    {
        var held = table.Rent();
        // First: whatever happens from here on, what was taken comes back.
        exchange.OnEnd(held);
        var buffer = default(TakeBuffer);
        Span<SlotTake> takes = buffer;
        for (var i = 0; i < rules.Length; i++) takes[i] = new(rules[i], rules[i].Partition(exchange));
        var verdict = table.Take(takes[..rules.Length], held);
        if (verdict.Waiters is { } waiters) return DecideLaterAsync(held, waiters, verdict.Overflowed);
        return verdict.Refused < 0 ? Decision.Continue : Refuse(rules[verdict.Refused], verdict.Overflowed);
    }

    /// <summary>Looks at what a client that an operator describes has in flight here.</summary>
    public void Find(ClientDescription client, ICollection<LimitUse> found)
    {
        foreach (var rule in rules)
            if (client.Concerns(rule.By) && rule.Find(client) is { } partition && found.All(f => f.Partition != partition)) found.Add(table.Look(rule, partition));
    }

    private async ValueTask<Decision> DecideLaterAsync(HeldSlots held, SlotWaiter[] waiters, bool overflowed)
    {
        var decision = Decision.Continue;
        // Every one, also after a refusal: what was granted meanwhile has to be given back.
        foreach (var waiter in waiters)
        {
            switch (await waiter.Task.ConfigureAwait(false))
            {
                case SlotOutcome.Admitted:
                    table.Keep(held, waiter);
                    break;
                case SlotOutcome.Unavailable:
                    metrics.Deny(waiter.Rule);
                    decision = Decision.Reject(waiter.Rule.Unavailable(table.Shared!.RetryAfter));
                    break;
                default:
                    if (decision.IsContinue) decision = Refuse(rules[waiter.Index], overflowed);
                    break;
            }
        }

        // At once, not at the end of the exchange: a refused request consumes nothing.
        if (!decision.IsContinue) held.Release();
        return decision;
    }

    private Decision Refuse(SlotRule rule, bool overflowed)
    {
        metrics.Refuse(rule);
        return Decision.Reject(rule.Full(overflowed));
    }

    [InlineArray(ConcurrencyLimitOptionsValidator.MaxRules)]
    private struct TakeBuffer
    {
        private SlotTake _first;
    }
}
