namespace Gateway.JsonSchema;

/// <summary>The language that a schema is written in when it does not say so itself by <c>$schema</c>.</summary>
public enum JsonSchemaDialect
{
    /// <summary>JSON Schema draft 2020-12, the default.</summary>
    Draft202012,

    /// <summary>JSON Schema draft-07: members beside <c>$ref</c> are ignored.</summary>
    Draft7,

    /// <summary>
    /// OpenAPI 3.0: <c>nullable</c>, <c>discriminator</c>, <c>readOnly</c> and <c>writeOnly</c>, exclusive bounds as booleans; members beside <c>$ref</c> are ignored.
    /// </summary>
    OpenApi30,

    /// <summary>OpenAPI 3.1: draft 2020-12 with <c>readOnly</c> and <c>writeOnly</c>; <c>discriminator</c> asserts nothing.</summary>
    OpenApi31,
}

/// <summary>Which way the validated instances travel. Matters for <c>readOnly</c> and <c>writeOnly</c> of the OpenAPI dialects only.</summary>
public enum JsonSchemaDirection
{
    /// <summary><c>readOnly</c> and <c>writeOnly</c> assert nothing.</summary>
    Any,

    /// <summary>Members that are <c>readOnly</c> are refused and not required.</summary>
    Request,

    /// <summary>Members that are <c>writeOnly</c> are refused and not required.</summary>
    Response,
}
