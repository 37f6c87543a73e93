using System.Runtime.CompilerServices;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.ConcurrencyLimit.Slots;

/// <summary>The slots of one request in one stage. Pooled; given back when the exchange ends, however it ends.</summary>
internal sealed class HeldSlots(SlotTable table) : ExchangeEnding
{
    private Buffer _slots;
    private int _count;

    public int Count => _count;

    public void Add(SlotRule rule, SlotEntry entry, long now) => _slots[_count++] = new(rule, entry, now);

    /// <summary>Gives every slot back, each once.</summary>
    public void Release()
    {
        while (_count > 0)
        {
            ref var slot = ref _slots[--_count];
            table.Release(slot.Rule, slot.Entry, slot.Since);
            slot = default;
        }
    }

    public override void End()
    {
        Release();
        table.Return(this);
    }

    private readonly record struct Slot(SlotRule Rule, SlotEntry Entry, long Since);

    [InlineArray(ConcurrencyLimitOptionsValidator.MaxRules)]
    private struct Buffer
    {
        private Slot _first;
    }
}
