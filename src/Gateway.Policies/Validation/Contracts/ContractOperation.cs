using Gateway.Policies.Validation.Parameters;
using Gateway.Policies.Validation.Responses;
using Gateway.Policies.Validation.Security;

namespace Gateway.Policies.Validation.Contracts;

/// <summary>An operation of a contract, ready to be checked.</summary>
internal sealed class ContractOperation
{
    /// <summary>In upper case.</summary>
    public required string Method { get; init; }

    /// <summary>The document's operationId, or method and path template.</summary>
    public required string Id { get; init; }

    /// <summary>Each with the number of the part of the path that it takes.</summary>
    public required (ContractParameter Parameter, int Capture)[] PathParameters { get; init; }

    public required QueryPlan Query { get; init; }

    public required ContractParameter[] Headers { get; init; }

    public required ContractParameter[] Cookies { get; init; }

    /// <summary>Null when the operation declares none.</summary>
    public required ContractBody? Body { get; init; }

    /// <summary>Null when answers are not checked, or nothing is said about them.</summary>
    public required ContractResponses? Responses { get; init; }

    /// <summary>Who may call it, where the document decides that; null when it says nothing.</summary>
    public ContractSecurity? Security { get; init; }
}
