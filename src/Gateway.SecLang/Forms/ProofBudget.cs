namespace Gateway.SecLang.Forms;

/// <summary>
/// How many steps proofs may take. Every pattern of every rule is walked against each form of a contract when it is loaded: forms such as <c>^[^&lt;&gt;]{1,400}$</c>, of many states
/// with many bytes each, would hold that up for minutes. What is not proved when the steps are spent is looked at.
/// </summary>
internal sealed class ProofBudget(long steps = ProofBudget.OfContract)
{
    /// <summary>For all forms of a contract against all rules of a set; the fourteen forms of the tests take 36 million with the Core Rule Set 3.3.4 at level 4.</summary>
    public const long OfContract = 500_000_000;

    public long Left { get; private set; } = steps;

    /// <summary>False where there are not so many left; then there are none any more.</summary>
    public bool TrySpend(int count)
    {
        var enough = count <= Left;
        Left = enough ? Left - count : 0;
        return enough;
    }
}
