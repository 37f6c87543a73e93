using Gateway.JsonSchema;

namespace Gateway.Policies.Validation.Contracts;

/// <summary>A contract of JSON schemas; each part is null where nothing is said about it.</summary>
internal sealed record SchemaContract(JsonSchemaValidator? Body, FieldSet? Query, FieldSet? Headers);
