using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Forms;

/// <summary>
/// Whether a pattern may match a value of a form: the program of the pattern and the automaton of the form are walked together. A no is a proof: the program matches at least what
/// the pattern matches, and every walk that a value could take has been taken. A yes may also mean that there were too many.
/// </summary>
internal sealed class PatternOverlap(Nfa nfa, FormImage image, ProofBudget budget)
{
    private const int MaxPlaces = 50_000;
    private const int AllContexts = 0b1111;

    private readonly ValueForm _form = image.Form;
    private readonly HashSet<ulong> _seen = [];
    private readonly Stack<Place> _open = new();

    /// <summary>Where the walk stands: in the form, in the program (-1: before the match begins), behind which kind of byte, and which kinds may come next.</summary>
    private readonly record struct Place(int State, int Instruction, ByteContext Before, int Next)
    {
        public ulong Key => ((ulong)State << 32) | ((ulong)(Instruction + 1) << 8) | ((ulong)Before << 4) | (uint)Next;
    }

    public static bool MayMatch(Nfa nfa, FormImage image, ProofBudget? budget = null) =>
        ReachesMatch(nfa, image.Alphabet) && new PatternOverlap(nfa, image, budget ?? new ProofBudget()).Walk();

    /// <summary>A first, cheap look: most patterns need a byte that no value of the form has.</summary>
    private static bool ReachesMatch(Nfa nfa, ByteSet alphabet)
    {
        var seen = new bool[nfa.Program.Length];
        var open = new Stack<int>();
        open.Push(nfa.Start);
        while (open.TryPop(out var at))
        {
            if (seen[at]) continue;
            seen[at] = true;
            var instruction = nfa.Program[at];
            if (instruction.Op == NfaOp.Match) return true;
            if (instruction.Op == NfaOp.Set && !nfa.Sets[instruction.Argument].Overlaps(alphabet)) continue;
            open.Push(instruction.Next);
            if (instruction.Op == NfaOp.Fork) open.Push(instruction.Argument);
        }

        return false;
    }

    private bool Walk()
    {
        Add(new Place(0, -1, ByteContext.Edge, AllContexts));
        while (_open.TryPop(out var place))
        {
            // Places say what a walk keeps, edges how long it takes.
            if (_seen.Count > MaxPlaces || !budget.TrySpend(_form.Edges[place.State].Length + 1) || Visit(place)) return true;
        }

        return false;
    }

    /// <summary>True at the end of a match.</summary>
    private bool Visit(Place place)
    {
        if (place.Instruction < 0)
        {
            // A match may begin here, or later.
            Add(place with { Instruction = nfa.Start });
            foreach (var (value, target) in _form.Edges[place.State]) Add(new Place(target, -1, ByteContexts.Of(image[value]), AllContexts));
            return false;
        }

        var instruction = nfa.Program[place.Instruction];
        switch (instruction.Op)
        {
            case NfaOp.Match:
                return MayGoOn(place);
            case NfaOp.Fork:
                Add(place with { Instruction = instruction.Next });
                Add(place with { Instruction = instruction.Argument });
                return false;
            case NfaOp.Save:
                Add(place with { Instruction = instruction.Next });
                return false;
            case NfaOp.Assert:
                var next = place.Next & Contexts((Assertion)instruction.Argument, place.Before);
                if (next != 0) Add(place with { Instruction = instruction.Next, Next = next });
                return false;
            default:
                Read(place, instruction);
                return false;
        }
    }

    private void Read(Place place, NfaInstruction instruction)
    {
        var set = nfa.Sets[instruction.Argument];
        foreach (var (value, target) in _form.Edges[place.State])
        {
            var read = image[value];
            var context = ByteContexts.Of(read);
            if (set.Contains(read) && (place.Next >> (int)context & 1) != 0) Add(new Place(target, instruction.Next, context, AllContexts));
        }
    }

    /// <summary>Whether what assertions want to come next can come.</summary>
    private bool MayGoOn(Place place)
    {
        if (_form.Accepts(place.State) && (place.Next >> (int)ByteContext.Edge & 1) != 0) return true;
        foreach (var (value, _) in _form.Edges[place.State])
            if ((place.Next >> (int)ByteContexts.Of(image[value]) & 1) != 0) return true;
        return false;
    }

    private static int Contexts(Assertion assertion, ByteContext before)
    {
        var contexts = 0;
        for (var after = ByteContext.Edge; after <= ByteContext.Other; after++)
            if (ByteContexts.Holds(assertion, before, after)) contexts |= 1 << (int)after;
        return contexts;
    }

    private void Add(Place place)
    {
        if (_seen.Add(place.Key)) _open.Push(place);
    }
}
