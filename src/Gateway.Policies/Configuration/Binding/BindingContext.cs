namespace Gateway.Policies.Configuration.Binding;

/// <summary>What one run of the binder carries along.</summary>
/// <param name="Options">What is refused, hidden or required beyond the types.</param>
/// <param name="Errors">Where findings go.</param>
/// <param name="Secrets">Where nodes bound to [Secret] members go.</param>
/// <param name="Partial">A fragment that will be merged: members may be absent, and null removes.</param>
internal sealed record BindingContext(ConfigBinderOptions Options, ConfigErrors Errors, ISet<ConfigNode> Secrets, bool Partial)
{
    /// <summary>Reports a value; a secret is not described.</summary>
    public void Error(string code, ConfigNode node, MemberRules rules, string allowed) =>
        Errors.Add(code, node, rules.IsSecret && node is ConfigScalar { Kind: not ConfigScalarKind.Null } ? "a secret (not shown)" : node.Describe(), allowed);

    /// <summary>The text for a "did you mean", or null when it must not be compared with anything that is printed.</summary>
    public static string? Guessable(ConfigScalar scalar, MemberRules rules) => rules.IsSecret || scalar.IsInterpolated ? null : scalar.Text;
}
