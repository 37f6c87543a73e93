namespace Gateway.Policies.Pipeline;

/// <summary>A refusal of a request that is on its way to the backend already, or of the backend's answer.</summary>
/// <param name="Policy">Who refuses.</param>
/// <param name="Rejection">What is answered, if nothing has been.</param>
internal sealed record LateRefusal(string Policy, Rejection Rejection);
