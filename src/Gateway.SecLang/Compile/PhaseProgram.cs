using Gateway.SecLang.Model;

namespace Gateway.SecLang.Compile;

/// <summary>The rules of one phase in order.</summary>
internal sealed record PhaseProgram(PhaseStep[] Steps)
{
    public static readonly PhaseProgram Empty = new([]);
}

/// <summary>A rule and where to go on after a match; 0: with the next one.</summary>
internal readonly record struct PhaseStep(Rule Rule, int SkipTo)
{
    /// <summary>Where the scan answers for the first link: without its bit the rule cannot match.</summary>
    public ScanPlace Scan { get; } = Rule.Links[0].Scan;
}
