namespace Gateway.Policies.Redis;

/// <summary>Why a call brought no answer.</summary>
internal enum StoreFailure
{
    /// <summary>It did.</summary>
    None,

    /// <summary>No answer within the budget.</summary>
    Timeout,

    /// <summary>There is no connection, or it broke.</summary>
    Disconnected,

    /// <summary>The server answered with an error: read-only, out of memory, no permission, loading.</summary>
    ServerError,

    /// <summary>An answer that makes no sense, or a failure of the client.</summary>
    Invalid,

    /// <summary>Too many calls wait already; Redis was not asked.</summary>
    Saturated,

    /// <summary>Redis has failed and is not asked at the moment.</summary>
    NotAsked,
}

/// <summary>The answer of the store, or why there is none. A value, because an outage must not cost an exception for each request.</summary>
/// <param name="Value">The answer; default without one.</param>
/// <param name="Failure">Why there is none.</param>
/// <param name="Detail">The server's error code ("READONLY"); never data.</param>
internal readonly record struct StoreReply<T>(T? Value, StoreFailure Failure, string? Detail = null)
{
    public StoreReply(StoreFailure failure)
        : this(default, failure)
    {
    }

    public bool IsAnswer => Failure is StoreFailure.None;
}
