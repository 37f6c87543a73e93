using Gateway.Policies.Configuration;
using Gateway.Policies.Validation.Documents;

namespace Gateway.Policies.Validation.Contracts;

/// <summary>What loading gave: a contract, or the findings that stand in its way.</summary>
/// <param name="Document">Of an OpenAPI document; null for none and for one with errors.</param>
/// <param name="Schemas">Of JSON schemas; null likewise.</param>
/// <param name="Files">Every file that was read, as it was.</param>
/// <param name="Findings">What was found on the way.</param>
internal sealed record LoadedContract(
    ContractDocument? Document, SchemaContract? Schemas, IReadOnlyList<FileStamp> Files, IReadOnlyList<ConfigError> Findings)
{
    public bool IsCurrent => Files.All(static f => FileStamp.Of(f.Path) == f);
}
