namespace Gateway.JsonSchema;

/// <summary>Bounds that every instance keeps, whatever its schema says. They are checked while the instance is read, before any of its values is judged.</summary>
public sealed record JsonSchemaLimits
{
    /// <summary>Objects and arrays inside each other. Default 64; allowed 1 to 256.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Members of one object. Default 10,000; at least 1.</summary>
    public int MaxMembers { get; init; } = 10_000;

    /// <summary>Items of one array. Default 100,000; at least 1.</summary>
    public int MaxItems { get; init; } = 100_000;

    /// <summary>Bytes of one string or member name as it stands in the text. Default 1 MiB; at least 1.</summary>
    public int MaxStringBytes { get; init; } = 1 << 20;

    /// <summary>Bytes of one number. Default 1,024; at least 1. RFC 8259 section 6 lets a receiver set it.</summary>
    public int MaxNumberBytes { get; init; } = 1024;

    /// <summary>Bytes of the whole instance. Default 16 MiB; at least 1.</summary>
    public int MaxBytes { get; init; } = 16 << 20;

    /// <summary>Violations after which <see cref="JsonSchemaValidator.Validate"/> stops. Default 20; at least 1.</summary>
    public int MaxViolations { get; init; } = 20;

    /// <summary>
    /// Values that may be looked at for one instance, beside eight for each of its bytes. Default 1,000,000; at least 1.
    /// A schema that applies several schemas to one value looks at it as often: nested, that grows exponentially.
    /// </summary>
    public long MaxVisits { get; init; } = 1_000_000;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDepth, 1, nameof(MaxDepth));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxDepth, 256, nameof(MaxDepth));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxMembers, 1, nameof(MaxMembers));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxItems, 1, nameof(MaxItems));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxStringBytes, 1, nameof(MaxStringBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxNumberBytes, 1, nameof(MaxNumberBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytes, 1, nameof(MaxBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxViolations, 1, nameof(MaxViolations));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxVisits, 1, nameof(MaxVisits));
    }
}
