using Gateway.SecLang.Model;

namespace Gateway.SecLang.Compile;

/// <summary>The rules of one phase in order.</summary>
internal sealed record PhaseProgram(PhaseStep[] Steps)
{
    public static readonly PhaseProgram Empty = new([]);

    /// <summary>The same with some steps left out.</summary>
    public PhaseProgram Only(bool[] kept)
    {
        var places = new int[kept.Length + 1];
        for (var i = 0; i < kept.Length; i++) places[i + 1] = places[i] + (kept[i] ? 1 : 0);
        return new PhaseProgram([.. Steps.Where((_, i) => kept[i]).Select(s => new PhaseStep(s.Rule, s.SkipTo == 0 ? 0 : places[s.SkipTo]))]);
    }
}

/// <summary>A rule and where to go on after a match; 0: with the next one.</summary>
internal readonly record struct PhaseStep(Rule Rule, int SkipTo)
{
    /// <summary>Where the scan answers for the first link: without its bit the rule cannot match.</summary>
    public ScanPlace Scan { get; } = Rule.Links[0].Scan;
}
