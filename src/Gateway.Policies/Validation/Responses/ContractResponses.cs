using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Parameters;

namespace Gateway.Policies.Validation.Responses;

/// <summary>An answer that an operation declares.</summary>
internal sealed record ContractResponse(ContractParameter[] Headers, ContractContents Contents);

/// <summary>The answers that an operation declares.</summary>
internal sealed class ContractResponses(IReadOnlyDictionary<int, ContractResponse> exact, ContractResponse?[] classes, ContractResponse? otherwise)
{
    /// <summary>The answer of a status: declared itself, then its class ("4XX"), then "default"; null when there is none.</summary>
    public ContractResponse? Find(int status) =>
        exact.TryGetValue(status, out var response) ? response
        : status is >= 100 and < 600 && classes[status / 100] is { } ofClass ? ofClass
        : otherwise;
}
