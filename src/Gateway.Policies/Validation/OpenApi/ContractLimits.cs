namespace Gateway.Policies.Validation.OpenApi;

/// <summary>What a document may have at most; a real one has far less.</summary>
internal static class ContractLimits
{
    public const int MaxPathParameters = 16;
    public const int MaxOperations = 50_000;
    public const int MaxAlternatives = 64;
}
