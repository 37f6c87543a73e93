using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.Pipeline;

/// <summary>A complete answer by a stage that is not a refusal, such as the 204 to a CORS preflight.</summary>
public sealed class Answer
{
    /// <summary>The HTTP status; an answer has no body.</summary>
    public required int Status { get; init; }

    /// <summary>Headers of the answer.</summary>
    public IReadOnlyList<KeyValuePair<string, StringValues>> Headers { get; init; } = [];
}
