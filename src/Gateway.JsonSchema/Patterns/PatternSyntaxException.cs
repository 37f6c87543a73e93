namespace Gateway.JsonSchema.Patterns;

/// <summary>A pattern that is not ECMA-262, or that cannot be matched in linear time.</summary>
internal sealed class PatternSyntaxException(string message) : Exception(message);
