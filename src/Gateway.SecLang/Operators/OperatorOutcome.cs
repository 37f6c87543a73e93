namespace Gateway.SecLang.Operators;

/// <summary>An operator that was built, with what should be said about it; or why it could not be built. Messages are without the operator's name.</summary>
internal sealed record OperatorOutcome(ByteOperator? Operator, string? Error = null, string? Warning = null);
