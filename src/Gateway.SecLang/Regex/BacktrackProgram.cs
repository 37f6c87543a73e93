namespace Gateway.SecLang.Regex;

internal enum BacktrackOp : byte
{
    /// <summary>The end of the pattern, or of the body of a look or an atomic group.</summary>
    Accept,
    /// <summary>Reads a byte out of Sets[Argument].</summary>
    Set,
    /// <summary>Goes to Next; if that fails, to Argument.</summary>
    Fork,
    /// <summary>Notes the position in slot Argument.</summary>
    Save,
    Assert,
    /// <summary>Reads what group Argument matched; Detail is 1 where case does not count.</summary>
    Reference,
    /// <summary>Matches the body at Argument once, whatever comes then.</summary>
    Atomic,
    /// <summary>Matches the body at Argument here, without reading; Detail numbers the <see cref="LookKind"/>.</summary>
    Look,
    /// <summary>The end of a round of a loop: on to Argument, unless the round (begun at slot Detail) read nothing.</summary>
    Again,
}

internal readonly record struct BacktrackInstruction(BacktrackOp Op, int Next, int Argument, int Detail = 0);

/// <summary>How a look is to be taken: behind, the body must end here and be between the two lengths.</summary>
internal readonly record struct LookKind(bool Behind, bool Negative, int MinLength, int MaxLength);

/// <summary>A pattern that is not regular as a program for the backtracking machine.</summary>
internal sealed record BacktrackProgram(BacktrackInstruction[] Code, int Start, ByteSet[] Sets, LookKind[] Looks, int Slots);
