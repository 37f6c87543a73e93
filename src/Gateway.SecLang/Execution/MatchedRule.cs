using Gateway.SecLang.Model;

namespace Gateway.SecLang.Execution;

/// <summary>A rule with <c>log</c> that matched: what events and explanations are made of.</summary>
/// <param name="Rule">The rule: id, phase, tags, severity, paranoia level.</param>
/// <param name="Message">Its msg with macros expanded; may hold parts of the request.</param>
/// <param name="LogData">Its logdata with macros expanded; holds parts of the request.</param>
/// <param name="Targets">The names of what matched, such as <c>ARGS:id</c>; never values.</param>
internal sealed record MatchedRule(Rule Rule, string Message, string LogData, IReadOnlyList<string> Targets)
{
    /// <summary>The name of what matched last, whose value is MATCHED_VAR, where it is not among <see cref="Targets"/>: there are more than are told. Empty otherwise.</summary>
    public string LastTarget { get; init; } = "";
}
