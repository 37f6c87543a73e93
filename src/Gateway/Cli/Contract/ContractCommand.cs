using System.CommandLine;

namespace Gateway.Cli.Contract;

/// <summary><c>gateway contract</c>: contracts and what keeps them.</summary>
internal static class ContractCommand
{
    public static Command Create() => new("contract", "Check documents against JSON Schemas and OpenAPI documents, and see where clients leave a contract.")
    {
        ContractCheckCommand.Create(),
        ContractDriftCommand.Create(),
    };
}
