using Gateway.SecLang.Model;

namespace Gateway.SecLang.Execution;

/// <summary>What a rule decided about the request.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Kind">Deny, Drop or Redirect.</param>
/// <param name="Status">The status to answer.</param>
/// <param name="Location">Where a redirect leads.</param>
/// <param name="Phase">The phase in which it happened.</param>
internal sealed record Interruption(long RuleId, DisruptionKind Kind, int Status, string? Location, int Phase);
