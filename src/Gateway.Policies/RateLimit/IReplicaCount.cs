namespace Gateway.Policies.RateLimit;

/// <summary>Among how many replicas a limit is divided while the shared store is away.</summary>
internal interface IReplicaCount
{
    /// <summary>At least 1. Changes while the process runs.</summary>
    int Alive { get; }
}
