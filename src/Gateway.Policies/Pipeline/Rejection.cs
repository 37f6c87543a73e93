using Gateway.Policies.Events;
using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.Pipeline;

/// <summary>
/// A refusal. What the client sees is status, title, headers and, only where it tells a caller what to fix without telling an
/// attacker anything, the detail. <see cref="Reason"/> goes to log, event and metric only.
/// </summary>
/// <remarks>Instances are immutable: build the fixed ones once per stage.</remarks>
public sealed class Rejection
{
    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>A short phrase for people that is the same for every occurrence (RFC 9457 section 3.1.4).</summary>
    public required string Title { get; init; }

    /// <summary>Why, for the operator: lower-case words joined by '-', from a small fixed set (it is a metric tag).</summary>
    public required string Reason { get; init; }

    /// <summary>What the caller can do about it; safe to show to anyone. Default: none.</summary>
    public string? Detail { get; init; }

    /// <summary>What exactly is wrong, and where, for a caller who is to mend it; safe to show to anyone. Default: none.</summary>
    public IReadOnlyList<ProblemError> Errors { get; init; } = [];

    /// <summary>More about this occurrence for the event, e.g. which rule; never a secret or a body. Default: none.</summary>
    public string? Note { get; init; }

    /// <summary>More about this occurrence for the event than a line of text can say. Default: none.</summary>
    public EventFacts? Facts { get; init; }

    /// <summary>Headers of the answer, e.g. WWW-Authenticate, Allow, Retry-After.</summary>
    public IReadOnlyList<KeyValuePair<string, StringValues>> Headers { get; init; } = [];

    /// <summary>Close the connection after the answer: what follows on it cannot be trusted to be a new request.</summary>
    public bool CloseConnection { get; init; }
}
