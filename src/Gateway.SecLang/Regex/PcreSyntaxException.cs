namespace Gateway.SecLang.Regex;

/// <summary>A pattern that cannot be compiled: what was found, and at which byte of the pattern.</summary>
internal sealed class PcreSyntaxException(string message, int offset) : Exception($"{message} (at byte {offset} of the pattern)")
{
    public int Offset { get; } = offset;
}
