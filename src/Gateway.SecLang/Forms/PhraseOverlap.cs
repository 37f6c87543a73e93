using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Forms;

/// <summary>Whether a phrase, in any case, may stand anywhere in a value of a form.</summary>
internal static class PhraseOverlap
{
    public static bool MayMatch(IEnumerable<byte[]> phrases, FormImage image, ProofBudget? budget = null)
    {
        budget ??= new ProofBudget();
        foreach (var phrase in phrases)
            if (MayContain(image, phrase, budget)) return true;
        return false;
    }

    private static bool MayContain(FormImage image, byte[] phrase, ProofBudget budget)
    {
        var form = image.Form;
        // Every state can be reached, and from each the end can be: where the phrase fits from anywhere, a value has it.
        var states = new bool[form.States];
        Array.Fill(states, true);
        foreach (var wanted in phrase)
        {
            var next = new bool[form.States];
            var any = false;
            for (var state = 0; state < states.Length; state++)
            {
                if (!states[state]) continue;
                if (!budget.TrySpend(form.Edges[state].Length + 1)) return true;
                foreach (var (value, target) in form.Edges[state])
                {
                    if (CBytes.ToLower(image[value]) != CBytes.ToLower(wanted)) continue;
                    next[target] = any = true;
                }
            }

            if (!any) return false;
            states = next;
        }

        return true;
    }
}
