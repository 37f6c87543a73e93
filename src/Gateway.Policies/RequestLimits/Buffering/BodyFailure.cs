namespace Gateway.Policies.RequestLimits.Buffering;

/// <summary>Why a body could not be had.</summary>
internal enum BodyFailure
{
    None,

    /// <summary>More bytes than allowed.</summary>
    TooLarge,

    /// <summary>More bytes after decompression than allowed.</summary>
    DecodedTooLarge,

    /// <summary>Not the content coding that it claims, or damaged.</summary>
    Undecodable,

    /// <summary>The framing is broken (a bad chunk, an early end).</summary>
    Malformed,

    /// <summary>Slower than the server's minimum data rate.</summary>
    TooSlow,

    /// <summary>Not complete when the route's total time was over.</summary>
    OutOfTime,

    /// <summary>The client went away.</summary>
    Aborted,

    /// <summary>The process-wide memory for bodies is in use.</summary>
    OverBudget,
}
