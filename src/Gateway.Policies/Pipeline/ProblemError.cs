using System.Diagnostics.CodeAnalysis;

namespace Gateway.Policies.Pipeline;

/// <summary>One thing that is wrong with a request, for the member "errors" of a refusal (RFC 9457 section 3.2).</summary>
/// <param name="In">The part of the request: "path", "query", "header", "cookie" or "body".</param>
/// <param name="Name">The parameter, header or part; null for a body as a whole.</param>
/// <param name="Pointer">JSON pointer of the value within it; "" for all of it.</param>
/// <param name="Detail">What is allowed. Never a value of the request.</param>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "RFC 6901 calls it that.")]
public sealed record ProblemError(string In, string? Name, string Pointer, string Detail);
