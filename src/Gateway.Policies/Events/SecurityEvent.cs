namespace Gateway.Policies.Events;

/// <summary>One security event: a refusal, or something an operator has to know. Field names follow the "who, what, where, outcome" of the OWASP Logging Cheat Sheet.</summary>
/// <remarks>
/// What a stranger can cause at will is named "request.*" or "connection.*"; such events are aggregated when they come in floods. Every other event
/// (admin calls, configuration changes, changes of state) is an audit record: never aggregated, with a queue of its own.
/// </remarks>
public sealed record SecurityEvent
{
    private const string RequestPrefix = "request.";
    private const string ConnectionPrefix = "connection.";
    private const string WebSocketPrefix = "websocket.";

    private readonly bool? _isAudit;

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

    /// <summary>What the policy knows beyond the note; null for nothing.</summary>
    public EventFacts? Facts { get; init; }

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

    /// <summary>The client's address; a network such as "2001:db8::/64" in an aggregated record.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>The trace id that the client was told.</summary>
    public string? TraceId { get; init; }

    /// <summary>The request id, where a trusted proxy gave one that differs from the trace id.</summary>
    public string? RequestId { get; init; }

    /// <summary>How many events the record stands for; null for one.</summary>
    public long? Count { get; init; }

    /// <summary>When the first of the counted events happened.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>When the last of the counted events happened.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Takes the reserved queue and is never aggregated. Default: true unless the event's name starts with "request.", "connection." or "websocket.".</summary>
    public bool IsAudit
    {
        get => _isAudit ?? !(Event.StartsWith(RequestPrefix, StringComparison.Ordinal) || Event.StartsWith(ConnectionPrefix, StringComparison.Ordinal)
            || Event.StartsWith(WebSocketPrefix, StringComparison.Ordinal));
        init => _isAudit = value;
    }
}
