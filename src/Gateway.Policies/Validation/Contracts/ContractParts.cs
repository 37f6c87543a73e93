using System.Collections.Frozen;
using Gateway.JsonSchema;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.Policies.Validation.Contracts;

/// <summary>A part of a multipart body.</summary>
internal sealed class ContractPart
{
    public required string Name { get; init; }

    public required bool IsRequired { get; init; }

    /// <summary>Bytes that are passed on as they come; everything else is held until it has been judged.</summary>
    public required bool IsFile { get; init; }

    /// <summary>May stand several times.</summary>
    public required bool Repeats { get; init; }

    /// <summary>The media types that it may have; null for those that fit what it is.</summary>
    public required IReadOnlyList<MediaRange>? Types { get; init; }

    /// <summary>Judges its value; null for files and where nothing is said.</summary>
    public required JsonSchemaValidator? Schema { get; init; }

    public required SchemaShape Shape { get; init; }

    /// <summary>The value is JSON rather than a text.</summary>
    public bool IsJson => Shape.IsObject || Shape.IsArray;

    public long MinBytes { get; init; }

    public long MaxBytes { get; init; } = long.MaxValue;
}

/// <summary>The parts of a multipart body.</summary>
/// <param name="ByName">The declared parts.</param>
/// <param name="AllowsOthers">Parts that are not declared may stand beside them.</param>
internal sealed record ContractParts(FrozenDictionary<string, ContractPart> ByName, bool AllowsOthers);
