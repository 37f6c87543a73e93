namespace Gateway.SecLang.Regex;

/// <summary>A pattern as a program of small instructions (Thompson's construction); where it forks, the first way is the preferred one.</summary>
internal sealed class Nfa(NfaInstruction[] program, int start, ByteSet[] sets, int groups)
{
    public NfaInstruction[] Program { get; } = program;

    public int Start { get; } = start;

    /// <summary>The distinct sets that <see cref="NfaOp.Set"/> refers to.</summary>
    public ByteSet[] Sets { get; } = sets;

    public int Groups { get; } = groups;
}

internal enum NfaOp : byte
{
    Match,
    /// <summary>Reads a byte out of <see cref="Nfa.Sets"/>[Argument], goes to Next.</summary>
    Set,
    /// <summary>Goes to Next, or else to Argument.</summary>
    Fork,
    /// <summary>Notes the position in slot Argument, goes to Next.</summary>
    Save,
    /// <summary>Goes to Next if the <see cref="Assertion"/> Argument holds.</summary>
    Assert,
}

internal readonly record struct NfaInstruction(NfaOp Op, int Next, int Argument);
