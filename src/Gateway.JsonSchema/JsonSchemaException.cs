using System.Diagnostics.CodeAnalysis;

namespace Gateway.JsonSchema;

/// <summary>A mistake in a schema.</summary>
/// <param name="Document">URI of the document that has it.</param>
/// <param name="Pointer">JSON Pointer of the place in the document.</param>
/// <param name="Line">Line of the place in the document's bytes, from 1; 0 when there is no such place.</param>
/// <param name="Message">What was found and what is allowed.</param>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "JSON Pointer is the name of the thing (RFC 6901).")]
public sealed record JsonSchemaFinding(string Document, string Pointer, int Line, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Line > 0 ? $"{Document}#{Pointer} (line {Line}): {Message}" : $"{Document}#{Pointer}: {Message}";
}

/// <summary>A schema that cannot be compiled, with all its mistakes at once.</summary>
public sealed class JsonSchemaException : Exception
{
    public JsonSchemaException()
        : this([])
    {
    }

    public JsonSchemaException(string message)
        : base(message) => Findings = [];

    public JsonSchemaException(string message, Exception innerException)
        : base(message, innerException) => Findings = [];

    public JsonSchemaException(IReadOnlyList<JsonSchemaFinding> findings)
        : base(string.Join(Environment.NewLine, findings)) => Findings = findings;

    /// <summary>Every mistake found.</summary>
    public IReadOnlyList<JsonSchemaFinding> Findings { get; }
}
