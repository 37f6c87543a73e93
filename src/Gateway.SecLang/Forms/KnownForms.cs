using Gateway.SecLang.Collections;
using Gateway.SecLang.Compile;
using Gateway.SecLang.Model;

namespace Gateway.SecLang.Forms;

/// <summary>
/// Forms of values, bound to one rule set: which links have been proved to match no value of which form. Immutable. A transaction that uses it leaves those links out for values
/// that have been marked; as they could not match, everything that rules do is the same.
/// </summary>
internal sealed class KnownForms
{
    private readonly ValueForm[] _forms;
    private readonly ulong[][] _links;
    private readonly ulong[][] _unions;

    private KnownForms(ValueForm[] forms, ulong[][] links, ulong[][] unions, long proofStepsLeft)
    {
        (_forms, _links, _unions) = (forms, links, unions);
        ProofStepsLeft = proofStepsLeft;
    }

    /// <summary>The forms; number 1 is the first.</summary>
    public IReadOnlyList<ValueForm> Forms => _forms;

    /// <summary>What the proofs have left of the steps they had.</summary>
    public long ProofStepsLeft { get; }

    /// <summary>Proves what can be proved for each form in at most so many steps: <see cref="ProofBudget"/>.</summary>
    public static KnownForms Bind(RuleSet rules, IReadOnlyList<ValueForm> forms, long proofSteps = ProofBudget.OfContract)
    {
        var steps = Enumerable.Range(1, 5).SelectMany(phase => rules.Phase(phase).Steps).ToArray();
        var asking = steps.SelectMany(s => s.Rule.Links).Where(LooksAtArguments).ToArray();
        var links = new ulong[forms.Count][];
        var unions = new ulong[forms.Count][];
        for (var f = 0; f < forms.Count; f++)
        {
            links[f] = new ulong[(rules.LinkCount + 63) / 64];
            // An equal share for each that is still to come: one form that needs much does not take from the others, and what one leaves the next ones have.
            var share = proofSteps / (forms.Count - f);
            var budget = new ProofBudget(share);
            var proof = new LinkProof(forms[f], budget);
            foreach (var link in asking)
                if (proof.NeverMatches(link)) Set(links[f], link.Index);
            proofSteps -= share - budget.Left;
            unions[f] = Unions(rules.Scan, steps, links[f]);
        }

        return new KnownForms([.. forms], links, unions, proofSteps);
    }

    /// <summary>Marks a value of the table as one of this form, if it is. Before the phases that look at it.</summary>
    public bool Mark(ValueTable values, int index, int form)
    {
        if (!_forms[form - 1].Matches(values.ValueOf(index))) return false;
        values.SetForm(index, (ushort)form);
        return true;
    }

    /// <summary>Whether the link need not look at values of the form.</summary>
    public bool Skips(int form, Link link) => Has(_links[form - 1], link.Index);

    /// <summary>Whether no rule of the scan needs to know of values of the form.</summary>
    public bool SkipsUnion(int form, int union) => Has(_unions[form - 1], union);

    /// <summary>Whether the link looks at values of arguments, which alone can be marked.</summary>
    public static bool LooksAtArguments(Link link) => Array.Exists(link.Targets, static t => t is { Source: TargetSource.Table, IsCount: false, Collection: Collection.Args or Collection.ArgsGet or Collection.ArgsPost });

    /// <summary>A value need not be scanned for a union that only links ask which skip it.</summary>
    private static ulong[] Unions(ScanPlan plan, PhaseStep[] steps, ulong[] skipped)
    {
        var free = new ulong[(plan.Unions.Length + 63) / 64];
        for (var u = 0; u < plan.Unions.Length; u++)
            if (plan.Unions[u].Collection is Collection.Args or Collection.ArgsGet or Collection.ArgsPost) Set(free, u);
        foreach (var step in steps)
        {
            if (step.Scan.Group < 0 || Has(skipped, step.Rule.Links[0].Index)) continue;
            foreach (var union in plan.Groups[step.Scan.Group].Unions) free[union >> 6] &= ~(1UL << (union & 63));
        }

        return free;
    }

    private static bool Has(ulong[] bits, int index) => (bits[index >> 6] >> (index & 63) & 1) != 0;

    private static void Set(ulong[] bits, int index) => bits[index >> 6] |= 1UL << (index & 63);
}
