namespace Gateway.Policies.Validation.Contracts;

/// <summary>One thing in a message that the contract does not allow. Holds no value of the message.</summary>
/// <param name="In">"path", "query", "header", "cookie", "body" or "status".</param>
/// <param name="Name">The parameter, header or part; null for a body as a whole.</param>
/// <param name="Pointer">JSON pointer within it; "" for all of it.</param>
/// <param name="Keyword">The rule: a keyword of JSON Schema, or "missing", "repeated", "unknown", "malformed", "size", "type".</param>
/// <param name="Message">What is allowed.</param>
internal sealed record ContractViolation(string In, string? Name, string Pointer, string Keyword, string Message)
{
    public override string ToString() => $"{In}{(Name is null ? "" : $" {Name}")}{(Pointer.Length == 0 ? "" : $" {Pointer}")}: {Keyword}";
}
