namespace Gateway.Policies.RequestLimits.Json;

/// <summary>The limits of <see cref="JsonStructureScanner"/>; lengths are of the text as written.</summary>
internal sealed record JsonLimits
{
    /// <summary>What holds where nobody says otherwise.</summary>
    public static JsonLimits Default { get; } = From(new JsonLimitsOptions());

    public required int MaxDepth { get; init; }

    public required int MaxMembers { get; init; }

    public required int MaxElements { get; init; }

    public required long MaxStringBytes { get; init; }

    public required long MaxNameBytes { get; init; }

    public required long MaxNumberBytes { get; init; }

    public required bool AllowDuplicateMembers { get; init; }

    public static JsonLimits From(JsonLimitsOptions options) => new()
    {
        MaxDepth = options.MaxDepth,
        MaxMembers = options.MaxMembers,
        MaxElements = options.MaxElements,
        MaxStringBytes = options.MaxStringBytes,
        MaxNameBytes = options.MaxNameBytes,
        MaxNumberBytes = options.MaxNumberBytes,
        AllowDuplicateMembers = options.AllowDuplicateMembers,
    };
}

/// <summary>What the scanner found first.</summary>
internal enum JsonVerdict
{
    Valid,

    /// <summary>Not RFC 8259, not UTF-8, or an escape of half a surrogate pair.</summary>
    Malformed,
    TooDeep,
    TooManyMembers,
    TooManyElements,
    StringTooLong,
    NameTooLong,
    NumberTooLong,
    DuplicateMember,
}
