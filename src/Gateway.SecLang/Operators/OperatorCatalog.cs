namespace Gateway.SecLang.Operators;

/// <summary>All operators except those on regular expressions and libinjection, by name.</summary>
internal static class OperatorCatalog
{
    /// <summary>Builds an operator; null for a name that is none of this catalogue's. Names compare without case.</summary>
    /// <param name="argument">As written in the rule, macros not yet expanded.</param>
    public static OperatorOutcome? Create(ReadOnlySpan<byte> name, ReadOnlySpan<byte> argument, OperatorFiles files)
    {
        _ = name;
        _ = argument;
        _ = files;
        return null;
    }
}
