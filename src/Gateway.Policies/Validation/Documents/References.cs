namespace Gateway.Policies.Validation.Documents;

/// <summary>Finds what a document refers to beyond itself, so that it is there when somebody follows.</summary>
internal static class References
{
    /// <summary>
    /// The "$ref" of every object that lead to another document. One in an example is found, too: that its file is missing is a finding only
    /// for who follows it.
    /// </summary>
    public static IReadOnlyCollection<string> In(SourceNode root)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<SourceNode>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<SourceNode>([root]);
        while (waiting.TryPop(out var node))
        {
            if (node.Kind is not (SourceKind.Object or SourceKind.Array) || !seen.Add(node)) continue;
            foreach (var item in node.Items) waiting.Push(item);
            foreach (var (name, value) in node.Members)
            {
                if (name != "$ref" || value.Kind is not SourceKind.String) waiting.Push(value);
                else if (value.Text is { Length: > 0 } reference && reference[0] != '#') found.Add(Address(reference));
            }
        }

        return found;
    }

    private static string Address(string reference)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? reference : reference[..hash];
    }
}
