using System.Buffers;

namespace Gateway.JsonSchema;

/// <summary>A compiled schema. Immutable; safe for use by several threads. (It is not called JsonSchema, which is the namespace.)</summary>
public sealed class JsonSchemaValidator
{
    /// <summary>Compiles a schema that refers to nothing but itself and the meta-schemas.</summary>
    /// <exception cref="JsonSchemaException">The schema has mistakes.</exception>
    public static JsonSchemaValidator Parse(ReadOnlyMemory<byte> utf8Json, JsonSchemaOptions? options = null) => throw new NotSupportedException();

    /// <summary>Whether the text is JSON that keeps the schema. Stops at the first violation; a valid instance allocates nothing.</summary>
    public bool IsValid(ReadOnlySpan<byte> utf8Json) => throw new NotSupportedException();

    /// <summary>Looks for all violations, up to the limit.</summary>
    public JsonSchemaResult Validate(ReadOnlySpan<byte> utf8Json) => throw new NotSupportedException();

    /// <summary>
    /// Copies an instance without what the schema does not declare, and with its sensitive values replaced. Judges nothing else: validate first where that matters.
    /// </summary>
    public JsonSchemaProjectionResult Project(ReadOnlySpan<byte> utf8Json, IBufferWriter<byte> output, JsonSchemaProjection projection) => throw new NotSupportedException();
}
