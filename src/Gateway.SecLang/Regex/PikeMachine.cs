namespace Gateway.SecLang.Regex;

/// <summary>
/// Finds where a regular pattern matches first and what its groups hold, with the preferences of a backtracking engine (leftmost, then the
/// first alternative) but without backtracking: all ways run side by side in order of preference, so time is linear in the value.
/// </summary>
internal sealed class PikeMachine(Nfa nfa, ByteSet firstBytes)
{
    [ThreadStatic]
    private static Scratch? s_scratch;

    /// <summary>Fills pairs of (start, end) positions, -1 where a group took no part.</summary>
    public bool Match(ReadOnlySpan<byte> value, int from, Span<int> slots)
    {
        var scratch = s_scratch ??= new Scratch();
        var (current, next) = (scratch.One, scratch.Two);
        current.Clear(nfa.Program.Length, slots.Length);
        var found = false;
        for (var at = from; ; at++)
        {
            if (current.Set.Count == 0)
            {
                if (found) break;
                // Nothing runs: on to the next byte that can begin a match.
                while (at < value.Length && !firstBytes.Contains(value[at])) at++;
            }

            if (!found)
            {
                scratch.Slots.AsSpan(0, slots.Length).Fill(-1);
                scratch.Slots[0] = at;
                Follow(scratch, current, nfa.Start, value, at);
            }

            next.Clear(nfa.Program.Length, slots.Length);
            for (var i = 0; i < current.Set.Count; i++)
            {
                ref readonly var instruction = ref nfa.Program[current.Set.Items[i]];
                if (instruction.Op == NfaOp.Match)
                {
                    // Ways of lower preference end here.
                    current.Row(i).CopyTo(slots);
                    slots[1] = at;
                    found = true;
                    break;
                }

                if (instruction.Op != NfaOp.Set || at >= value.Length || !nfa.Sets[instruction.Argument].Contains(value[at])) continue;
                current.Row(i).CopyTo(scratch.Slots);
                Follow(scratch, next, instruction.Next, value, at + 1);
            }

            if (at >= value.Length) break;
            (current, next) = (next, current);
        }

        return found;
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
                default:
                    scratch.Slots.AsSpan(0, threads.Width).CopyTo(threads.NewRow(threads.Set.Count - 1));
                    break;
            }
        }
    }

    private const int Visit = -1;

    /// <summary>The instructions that run, in order of preference, each with its slots.</summary>
    private sealed class Threads
    {
        private int[] _slots = [];

        public SparseSet Set { get; } = new();

        public int Width { get; private set; }

        public void Clear(int capacity, int width)
        {
            Set.Clear(capacity);
            Width = width;
        }

        public ReadOnlySpan<int> Row(int index) => _slots.AsSpan(index * Width, Width);

        public Span<int> NewRow(int index)
        {
            if (_slots.Length < (index + 1) * Width) Array.Resize(ref _slots, Math.Max((index + 1) * Width, _slots.Length * 2));
            return _slots.AsSpan(index * Width, Width);
        }
    }

    private sealed class Scratch
    {
        public Threads One { get; } = new();

        public Threads Two { get; } = new();

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
