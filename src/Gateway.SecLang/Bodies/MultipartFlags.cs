namespace Gateway.SecLang.Bodies;

/// <summary>What is unusual in a multipart body. Each is a way in which two parsers come to read different fields.</summary>
[Flags]
internal enum MultipartFlags
{
    None = 0,
    Error = 1,
    BoundaryQuoted = 1 << 1,
    BoundaryWhitespace = 1 << 2,
    DataBefore = 1 << 3,
    DataAfter = 1 << 4,
    HeaderFolding = 1 << 5,
    LfLine = 1 << 6,
    MissingSemicolon = 1 << 7,
    InvalidQuoting = 1 << 8,
    InvalidPart = 1 << 9,
    InvalidHeaderFolding = 1 << 10,
    FileLimitExceeded = 1 << 11,

    /// <summary>All of the above: MULTIPART_STRICT_ERROR.</summary>
    Strict = (1 << 12) - 1,

    CrlfLine = 1 << 12,
    UnmatchedBoundary = 1 << 13,
}
