namespace Gateway.Policies.AccessLog;

/// <summary>Where access records go. Never throws, never waits: the queue is bounded and losses are counted.</summary>
public interface IAccessLog
{
    /// <summary>Whether this request is recorded. Ask before building the record.</summary>
    /// <param name="status">The status of the answer.</param>
    /// <param name="traceId">The request's trace id, which decides about sampling.</param>
    bool IsEnabled(int status, string traceId);

    /// <summary>Records a request for which <see cref="IsEnabled"/> said so.</summary>
    void Write(in AccessLogRecord record);
}
