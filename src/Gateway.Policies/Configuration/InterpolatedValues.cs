namespace Gateway.Policies.Configuration;

/// <summary>
/// Values of the environment and of files never stand in a message: an address or a name may hold a password, and messages end up in
/// build logs. Each check would have to think of it, and YARP's own cannot; so the findings of a load pass here last.
/// </summary>
internal sealed class InterpolatedValues
{
    // Shorter ones are no secrets, and hiding "true" or "80" would hide parts of words.
    private const int MinLength = 6;

    private readonly List<string> _values = [];

    /// <param name="root">The tree that the findings are about.</param>
    public InterpolatedValues(ConfigNode root)
    {
        Collect(root);
        // A value that contains another one goes first.
        _values.Sort(static (a, b) => b.Length.CompareTo(a.Length));
    }

    public IReadOnlyList<ConfigError> HideIn(IReadOnlyList<ConfigError> findings) =>
        _values.Count == 0 ? findings : [.. findings.Select(f => f with { Found = Hide(f.Found) })];

    private string Hide(string text)
    {
        foreach (var value in _values) text = text.Replace(value, "(not shown)", StringComparison.OrdinalIgnoreCase);
        return text;
    }

    private void Collect(ConfigNode node)
    {
        switch (node)
        {
            case ConfigObject parent:
                foreach (var member in parent.Members) Collect(member.Value);
                break;
            case ConfigArray list:
                foreach (var item in list.Items) Collect(item);
                break;
            case ConfigScalar { IsInterpolated: true, Text.Length: >= MinLength } scalar:
                _values.Add(scalar.Text);
                break;
            default:
                break;
        }
    }
}
