namespace Gateway.Policies.Events;

/// <summary>One security event: a refusal, or something an operator has to know. Field names follow the "who, what, where, outcome" of the OWASP Logging Cheat Sheet.</summary>
public sealed record SecurityEvent
{
    /// <summary>What happened, in dotted lower case, e.g. "request.rejected", "jwks.refresh.failed".</summary>
    public required string Event { get; init; }

    /// <summary>"rejected", "reported", "failure" or "success".</summary>
    public required string Outcome { get; init; }

    /// <summary>The policy that decided; null when none did.</summary>
    public string? Policy { get; init; }

    /// <summary>The reason from a small fixed set.</summary>
    public string? Reason { get; init; }

    /// <summary>More about this occurrence; never a secret or a body.</summary>
    public string? Note { get; init; }

    /// <summary>The verified consumer or subject, when known.</summary>
    public string? Consumer { get; init; }

    /// <summary>The HTTP method.</summary>
    public string? Action { get; init; }

    /// <summary>The route's name.</summary>
    public string? Route { get; init; }

    /// <summary>The route's path template; never the path of a request.</summary>
    public string? Resource { get; init; }

    /// <summary>The HTTP status of the answer.</summary>
    public int? Status { get; init; }

    /// <summary>The client's address.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>The trace id that the client was told.</summary>
    public string? TraceId { get; init; }
}
