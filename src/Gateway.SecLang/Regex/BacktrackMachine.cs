namespace Gateway.SecLang.Regex;

/// <summary>
/// Matches what is not regular (look-around, references, atomic groups) as PCRE does: by trying. It is the only part whose time is not
/// linear, so it counts its steps: past 50,000 and 200 for each byte the value counts as matching, since an attacker must not be able to
/// buy a pass with a slow value. Steps and not a clock: the answer is the same on a busy machine.
/// </summary>
internal sealed class BacktrackMachine(BacktrackProgram program, ByteSet firstBytes)
{
    private const int FreeSteps = 50_000;
    private const int StepsPerByte = 200;

    /// <summary>A larger stack is not kept for the next value.</summary>
    private const int KeptStack = 65_536;

    [ThreadStatic]
    private static Frame[]? s_stack;

    private static long s_givenUp;

    /// <summary>How many searches of this process were given up.</summary>
    public static long GivenUp => Interlocked.Read(ref s_givenUp);

    /// <summary>As <see cref="PikeMachine.Match"/>; a search that is given up matches the whole value without groups.</summary>
    public bool Match(ReadOnlySpan<byte> value, int from, Span<int> slots)
    {
        var all = program.Slots <= 128 ? stackalloc int[program.Slots] : new int[program.Slots];
        var search = new Search(program, value, all, s_stack ?? new Frame[256], FreeSteps + ((long)StepsPerByte * value.Length));
        var found = false;
        for (var at = from; at <= value.Length && !found && !search.IsOver; at++)
        {
            if (at == value.Length ? firstBytes != ByteSet.All : !firstBytes.Contains(value[at])) continue;
            all.Fill(-1);
            found = search.Run(program.Start, at, -1, out var end);
            if (!found) continue;
            if (all[0] < 0) all[0] = at; // unless \K said otherwise
            all[1] = end;
            all[..slots.Length].CopyTo(slots);
        }

        s_stack = search.Stack.Length > KeptStack ? null : search.Stack;
        if (!search.IsOver) return found;
        Interlocked.Increment(ref s_givenUp);
        slots.Fill(-1);
        (slots[0], slots[1]) = (from, value.Length);
        return true;
    }

    /// <summary>Somewhere to go on if this way fails (Item is an instruction), or a slot to restore on the way back (Item is its complement).</summary>
    private readonly record struct Frame(int Item, int Position);

    private ref struct Search(BacktrackProgram program, ReadOnlySpan<byte> value, Span<int> slots, Frame[] stack, long steps)
    {
        private readonly ReadOnlySpan<byte> _value = value;
        private readonly Span<int> _slots = slots;
        private long _steps = steps;
        private int _count;

        public Frame[] Stack { get; private set; } = stack;

        public readonly bool IsOver => _steps < 0;

        /// <summary>Runs a program or a body; its own frames are gone when it fails, and only restorations are left when it succeeds.</summary>
        public bool Run(int at, int position, int requiredEnd, out int end)
        {
            var bottom = _count;
            end = -1;
            while (true)
            {
                if (--_steps < 0) return false;
                ref readonly var instruction = ref program.Code[at];
                var (next, goes) = (instruction.Next, true);
                switch (instruction.Op)
                {
                    case BacktrackOp.Accept:
                        if (requiredEnd < 0 || position == requiredEnd)
                        {
                            KeepRestorations(bottom);
                            end = position;
                            return true;
                        }

                        goes = false;
                        break;
                    case BacktrackOp.Set:
                        goes = position < _value.Length && program.Sets[instruction.Argument].Contains(_value[position]);
                        position++;
                        break;
                    case BacktrackOp.Fork:
                        Push(new Frame(instruction.Argument, position));
                        break;
                    case BacktrackOp.Save:
                        Push(new Frame(~instruction.Argument, _slots[instruction.Argument]));
                        _slots[instruction.Argument] = position;
                        break;
                    case BacktrackOp.Assert:
                        goes = Holds((Assertion)instruction.Argument, position);
                        break;
                    case BacktrackOp.Reference:
                        goes = Reads(instruction.Argument, instruction.Detail != 0, ref position);
                        break;
                    case BacktrackOp.Again:
                        if (position != _slots[instruction.Detail]) next = instruction.Argument;
                        break;
                    case BacktrackOp.Atomic:
                        goes = Run(instruction.Argument, position, -1, out var after);
                        position = after;
                        break;
                    case BacktrackOp.Look:
                        goes = Sees(instruction, position);
                        break;
                }

                if (IsOver) return false;
                at = next;
                if (!goes && !Back(bottom, out at, out position)) return false;
            }
        }

        private bool Sees(BacktrackInstruction look, int position)
        {
            var kind = program.Looks[look.Detail];
            var before = _count;
            var seen = false;
            if (!kind.Behind) seen = Run(look.Argument, position, -1, out _);
            for (var length = kind.MinLength; kind.Behind && !seen && !IsOver && length <= kind.MaxLength && length <= position; length++)
            {
                seen = Run(look.Argument, position - length, position, out _);
            }

            if (seen && kind.Negative) Unwind(before);
            return seen != kind.Negative;
        }

        private readonly bool Holds(Assertion assertion, int position)
        {
            if (assertion == Assertion.TextEndOrLastLine) return position == _value.Length || (position == _value.Length - 1 && _value[position] == (byte)'\n');
            var before = position == 0 ? ByteContext.Edge : ByteContexts.Of(_value[position - 1]);
            var after = position == _value.Length ? ByteContext.Edge : ByteContexts.Of(_value[position]);
            return ByteContexts.Holds(assertion, before, after);
        }

        /// <summary>A group that took no part cannot be referred to: PCRE fails there.</summary>
        private bool Reads(int group, bool ignoreCase, ref int position)
        {
            var (start, end) = (_slots[2 * group], _slots[(2 * group) + 1]);
            if (start < 0 || end < start || end - start > _value.Length - position) return false;
            for (var i = start; i < end; i++, position++)
            {
                // A long text that is compared again and again is work like any other.
                _steps--;
                var (x, y) = (_value[i], _value[position]);
                if (x != y && !(ignoreCase && ByteSet.Of(x).WithBothCases().Contains(y))) return false;
            }

            return true;
        }

        private void Push(Frame frame)
        {
            if (_count == Stack.Length)
            {
                var larger = new Frame[_count * 2];
                System.Array.Copy(Stack, larger, _count);
                Stack = larger;
            }

            Stack[_count++] = frame;
        }

        private bool Back(int bottom, out int at, out int position)
        {
            while (_count > bottom)
            {
                var frame = Stack[--_count];
                (at, position) = (frame.Item, frame.Position);
                if (at >= 0) return true;
                _slots[~at] = position;
            }

            (at, position) = (0, 0);
            return false;
        }

        private void Unwind(int bottom)
        {
            while (Back(bottom, out _, out _))
            {
                // Ways not taken any more; slots are restored on the way.
            }
        }

        private void KeepRestorations(int bottom)
        {
            var kept = bottom;
            for (var i = bottom; i < _count; i++)
            {
                if (Stack[i].Item < 0) Stack[kept++] = Stack[i];
            }

            _count = kept;
        }
    }
}
