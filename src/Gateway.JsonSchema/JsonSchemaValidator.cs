using System.Buffers;
using System.Text.Unicode;
using Gateway.JsonSchema.Compilation;
using Gateway.JsonSchema.Evaluating;
using Gateway.JsonSchema.Nodes;
using Gateway.JsonSchema.Projection;

namespace Gateway.JsonSchema;

/// <summary>A compiled schema. Immutable; safe for use by several threads. (It is not called JsonSchema, which is the namespace.)</summary>
public sealed class JsonSchemaValidator
{
    private static readonly Uri OwnUri = new("https://schema.invalid/");

    private readonly SchemaNode _root;
    private readonly SchemaDocument _document;
    private readonly JsonSchemaLimits _limits;
    private readonly bool _tracksScope;

    internal JsonSchemaValidator(SchemaNode root, SchemaDocument document, JsonSchemaLimits limits, bool tracksScope)
        => (_root, _document, _limits, _tracksScope) = (root, document, limits, tracksScope);

    /// <summary>Compiles a schema that refers to nothing but itself and the meta-schemas.</summary>
    /// <exception cref="JsonSchemaException">The schema has mistakes.</exception>
    public static JsonSchemaValidator Parse(ReadOnlyMemory<byte> utf8Json, JsonSchemaOptions? options = null)
    {
        var catalog = new JsonSchemaCatalog();
        catalog.Add(OwnUri, utf8Json);
        return catalog.Compile(OwnUri, options);
    }

    /// <summary>Whether the text is JSON that keeps the schema. Stops at the first violation; a valid instance allocates nothing.</summary>
    public bool IsValid(ReadOnlySpan<byte> utf8Json)
    {
        if (utf8Json.Length > _limits.MaxBytes || !Utf8.IsValid(utf8Json)) return false;
        var state = EvaluationState.Rent();
        var evaluation = new Evaluation(utf8Json, state, _limits, _tracksScope, collecting: false);
        var valid = evaluation.Run(_root);
        state.Return();
        return valid;
    }

    /// <summary>Looks for all violations, up to the limit.</summary>
    public JsonSchemaResult Validate(ReadOnlySpan<byte> utf8Json)
    {
        if (utf8Json.Length > _limits.MaxBytes) return Refused("limit", $"allowed: {_limits.MaxBytes} bytes");
        if (!Utf8.IsValid(utf8Json)) return Refused("json", "not UTF-8 (RFC 8259 section 8.1)");
        var state = EvaluationState.Rent();
        var evaluation = new Evaluation(utf8Json, state, _limits, _tracksScope, collecting: true);
        var valid = evaluation.Run(_root);
        var result = valid ? JsonSchemaResult.Valid : ViolationMessages.Describe(utf8Json, state.Breaches, _document, evaluation.Truncated);
        state.Return();
        return result;
    }

    /// <summary>
    /// Copies an instance without what the schema does not declare, and with its sensitive values replaced. Judges nothing else: validate first where that matters.
    /// </summary>
    public JsonSchemaProjectionResult Project(ReadOnlySpan<byte> utf8Json, IBufferWriter<byte> output, JsonSchemaProjection projection)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(projection);
        return InstanceProjector.Project(this, utf8Json, output, projection);
    }

    internal SchemaNode Root => _root;

    internal JsonSchemaLimits Limits => _limits;

    internal bool TracksScope => _tracksScope;

    private static JsonSchemaResult Refused(string keyword, string message) => new([new JsonSchemaViolation("", "", keyword, message)], truncated: false);
}
