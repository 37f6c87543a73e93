namespace Gateway.Policies.Pipeline;

/// <summary>What a policy's decisions do.</summary>
public enum PolicyMode
{
    /// <summary>A refusal is answered; an exception in the policy is a 503.</summary>
    Enforce,

    /// <summary>Decide and record, but let the request pass; an exception is recorded and passes.</summary>
    Report,

    /// <summary>The policy does not run. Refused for <c>Authentication</c>.</summary>
    Off,
}
