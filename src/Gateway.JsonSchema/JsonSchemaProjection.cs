namespace Gateway.JsonSchema;

/// <summary>What <see cref="JsonSchemaValidator.Project"/> changes in the copy of an instance.</summary>
public sealed record JsonSchemaProjection
{
    /// <summary>Leave out members that the schema does not declare. Default true.</summary>
    public bool Strip { get; init; } = true;

    /// <summary>Replace the values of sensitive members by <see cref="Mask"/>. Default false.</summary>
    public bool MaskSensitive { get; init; }

    /// <summary>Names of members that are sensitive wherever they stand, beside those whose schema has <c>x-sensitivity</c>. Default none.</summary>
    public IReadOnlyList<string> SensitiveMembers { get; init; } = [];

    /// <summary>What a sensitive value becomes, as a JSON string. Default <c>***</c>.</summary>
    public string Mask { get; init; } = "***";
}

/// <summary>What a projection did.</summary>
/// <param name="Complete">False when the text is not JSON or exceeds a bound: what was written then must not be used.</param>
/// <param name="Stripped">Members left out.</param>
/// <param name="Masked">Values replaced.</param>
public readonly record struct JsonSchemaProjectionResult(bool Complete, int Stripped, int Masked);
