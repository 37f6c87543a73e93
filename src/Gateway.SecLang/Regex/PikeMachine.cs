namespace Gateway.SecLang.Regex;

/// <summary>
/// Finds where a regular pattern matches first and what its groups hold, with the preferences of a backtracking engine (leftmost, then the
/// first alternative) but without backtracking: all ways run side by side in order of preference, so time is linear in the value.
/// </summary>
internal sealed class PikeMachine(Nfa nfa, ByteSet firstBytes)
{
    /// <summary>Beginnings kept in all; what would be more is found anew each time.</summary>
    private const int MaxKept = 4096;

    [ThreadStatic]
    private static Scratch? s_scratch;

    /// <summary>By the kinds of the byte before and the byte at which a match is to begin (or the end): where it can, in order of preference.</summary>
    private Beginning[]?[]? _beginnings;
    private int _kept;

    /// <summary>An instruction that reads the byte (or is the match), and the slots that are noted on the way to it.</summary>
    private readonly record struct Beginning(ushort Item, uint Slots);

    /// <summary>Fills pairs of (start, end) positions, -1 where a group took no part.</summary>
    public bool Match(ReadOnlySpan<byte> value, int from, Span<int> slots)
    {
        var scratch = s_scratch ??= new Scratch();
        var (current, next) = (scratch.One, scratch.Two);
        current.Clear(nfa.Program.Length, slots.Length);
        var found = false;
        for (var at = from; ; at++)
        {
            if (current.Count == 0)
            {
                if (found) break;
                // Nothing runs: on to the next byte that can begin a match.
                while (at < value.Length && !firstBytes.Contains(value[at])) at++;
                // What was come by belongs to the position before.
                current.Clear(nfa.Program.Length, slots.Length);
            }

            if (!found) Begin(scratch, current, value, at);
            next.Clear(nfa.Program.Length, slots.Length);
            for (var i = 0; i < current.Count; i++)
            {
                ref readonly var instruction = ref nfa.Program[current.Items[i]];
                if (instruction.Op == NfaOp.Match)
                {
                    // Ways of lower preference end here.
                    current.Row(i).CopyTo(slots);
                    slots[1] = at;
                    found = true;
                    break;
                }

                current.Row(i).CopyTo(scratch.Slots);
                Follow(scratch, next, instruction.Next, value, at + 1);
            }

            if (at >= value.Length) break;
            (current, next) = (next, current);
        }

        return found;
    }

    /// <summary>Lets a match begin here, with less preference than all that run. A pattern may begin in thousands of ways, of which a byte leaves a few.</summary>
    private void Begin(Scratch scratch, Threads threads, ReadOnlySpan<byte> value, int at)
    {
        if (at < value.Length && !firstBytes.Contains(value[at])) return;
        var before = at == 0 ? ByteContext.Edge : ByteContexts.Of(value[at - 1]);
        var kept = Volatile.Read(ref _beginnings) ?? Interlocked.CompareExchange(ref _beginnings, new Beginning[]?[4 * 257], null) ?? _beginnings;
        ref var known = ref kept[((int)before * 257) + (at == value.Length ? 256 : value[at])];
        var beginnings = Volatile.Read(ref known);
        if (beginnings is null)
        {
            var fresh = scratch.Fresh;
            fresh.Clear(nfa.Program.Length, Math.Min(2 * ByteRegex.MaxGroups, 2 * (nfa.Groups + 1)));
            scratch.Slots.AsSpan().Fill(-1);
            scratch.Slots[0] = at;
            Follow(scratch, fresh, nfa.Start, value, at);
            beginnings = fresh.Beginnings(at);
            if (Interlocked.Add(ref _kept, beginnings.Length) <= MaxKept) Volatile.Write(ref known, beginnings);
        }

        Enter(threads, beginnings, at);
    }

    private static void Enter(Threads threads, Beginning[] beginnings, int at)
    {
        foreach (var beginning in beginnings)
        {
            if (!threads.Set.Add(beginning.Item)) continue;
            var row = threads.Add(beginning.Item);
            for (var slot = 0; slot < row.Length; slot++) row[slot] = (beginning.Slots >> slot & 1) != 0 ? at : -1;
        }
    }

    /// <summary>Adds all leaves reachable without reading, in order of preference; the slots of the way are in the scratch.</summary>
    private void Follow(Scratch scratch, Threads threads, int from, ReadOnlySpan<byte> value, int at)
    {
        var before = at == 0 ? ByteContext.Edge : ByteContexts.Of(value[at - 1]);
        var after = at == value.Length ? ByteContext.Edge : ByteContexts.Of(value[at]);
        var count = 0;
        scratch.Push(ref count, from, 0, Visit);
        while (count > 0)
        {
            var (item, old, slot) = scratch.Stack[--count];
            if (slot != Visit)
            {
                scratch.Slots[slot] = old;
                continue;
            }

            if (!threads.Set.Add(item)) continue;
            ref readonly var instruction = ref nfa.Program[item];
            switch (instruction.Op)
            {
                case NfaOp.Fork:
                    scratch.Push(ref count, instruction.Argument, 0, Visit);
                    scratch.Push(ref count, instruction.Next, 0, Visit);
                    break;
                case NfaOp.Save:
                    if (instruction.Argument < threads.Width)
                    {
                        scratch.Push(ref count, 0, scratch.Slots[instruction.Argument], instruction.Argument);
                        scratch.Slots[instruction.Argument] = at;
                    }

                    scratch.Push(ref count, instruction.Next, 0, Visit);
                    break;
                case NfaOp.Assert:
                    if (ByteContexts.Holds((Assertion)instruction.Argument, before, after)) scratch.Push(ref count, instruction.Next, 0, Visit);
                    break;
                case NfaOp.Set when at == value.Length || !nfa.Sets[instruction.Argument].Contains(value[at]):
                    // It would end with the next byte.
                    break;
                default:
                    scratch.Slots.AsSpan(0, threads.Width).CopyTo(threads.Add(item));
                    break;
            }
        }
    }

    private const int Visit = -1;

    /// <summary>The instructions that run, in order of preference, each with its slots.</summary>
    private sealed class Threads
    {
        private int[] _slots = [];

        /// <summary>All that were come by, so that none is followed twice.</summary>
        public SparseSet Set { get; } = new();

        public ushort[] Items { get; private set; } = [];

        public int Count { get; private set; }

        public int Width { get; private set; }

        public void Clear(int capacity, int width)
        {
            Set.Clear(capacity);
            if (Items.Length < capacity) Items = new ushort[capacity];
            Width = width;
            Count = 0;
        }

        public ReadOnlySpan<int> Row(int index) => _slots.AsSpan(index * Width, Width);

        /// <summary>Adds an instruction; its slots are for the caller to fill.</summary>
        public Span<int> Add(int item)
        {
            Items[Count++] = (ushort)item;
            if (_slots.Length < Count * Width) Array.Resize(ref _slots, Math.Max(Count * Width, _slots.Length * 2));
            return _slots.AsSpan((Count - 1) * Width, Width);
        }

        public Beginning[] Beginnings(int at)
        {
            var all = new Beginning[Count];
            for (var i = 0; i < Count; i++)
            {
                var mask = 0u;
                for (var slot = 0; slot < Width; slot++) mask |= Row(i)[slot] == at ? 1u << slot : 0;
                all[i] = new Beginning(Items[i], mask);
            }

            return all;
        }
    }

    private sealed class Scratch
    {
        public Threads One { get; } = new();

        public Threads Two { get; } = new();

        public Threads Fresh { get; } = new();

        public int[] Slots { get; } = new int[2 * ByteRegex.MaxGroups];

        public (int Item, int Old, int Slot)[] Stack { get; private set; } = new (int, int, int)[256];

        public void Push(ref int count, int item, int old, int slot)
        {
            if (count == Stack.Length)
            {
                var larger = new (int, int, int)[count * 2];
                Stack.CopyTo(larger, 0);
                Stack = larger;
            }

            Stack[count++] = (item, old, slot);
        }
    }
}
