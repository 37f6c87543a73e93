using Gateway.SecLang.Actions;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Compile;
using Gateway.SecLang.Execution;

namespace Gateway.SecLang.Model;

/// <summary>One SecRule of a chain, ready to run.</summary>
internal sealed class Link
{
    /// <summary>Its place among all links of the rule set, for bit sets.</summary>
    public required int Index { get; init; }

    /// <summary>Null: SecAction, which always matches once.</summary>
    public required LinkOperator? Operator { get; init; }

    public required bool Negated { get; init; }

    public required TargetPlan[] Targets { get; init; }

    public required Pipeline Pipeline { get; init; }

    public required bool Capture { get; init; }

    public required bool MultiMatch { get; init; }

    public required LinkAction[] Actions { get; init; }

    /// <summary>Where the shared scan answers for it; given while the rule set is compiled.</summary>
    public ScanPlace Scan { get; set; } = ScanPlace.None;
}

/// <summary>Where the values of a target come from.</summary>
internal enum TargetSource : byte
{
    /// <summary>The value table.</summary>
    Table,

    /// <summary>One TX variable with a constant name.</summary>
    TxSlot,

    /// <summary>All TX variables, or those that a pattern selects.</summary>
    Tx,

    /// <summary>IP or GLOBAL.</summary>
    Persistent,

    /// <summary>MATCHED_VARS and MATCHED_VARS_NAMES.</summary>
    Matched,

    /// <summary>One that is computed.</summary>
    Scalar,

    /// <summary>RULE.</summary>
    Rule,

    /// <summary>Never has a value: GEO, or limits that linear-time matching cannot reach.</summary>
    Nothing,
}

/// <summary>A target with the exclusions of the same rule that stand behind it.</summary>
internal sealed record TargetPlan(TargetSource Source, Collection Collection, Selector Selector, bool IsCount, int Slot, Selector[] Exclusions)
{
    public bool Excludes(ReadOnlySpan<byte> name)
    {
        foreach (var exclusion in Exclusions)
            if (exclusion.Matches(name)) return true;
        return false;
    }

    /// <summary>Whether a value of that name is meant.</summary>
    public bool Selects(ReadOnlySpan<byte> name) => Selector.Matches(name) && !Excludes(name);
}
